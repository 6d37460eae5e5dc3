import { MemoryCampaignIds } from './campaign-ids.js';
import { MemorySlots } from './slots.js';
import { hash, type KeyState, type Pool, type State } from '../state.js';

/** Creates the state of a single replica. It ends with the process, as its calls do. */
export function createMemoryState(): State {
  const process = 'here';
  const grantListeners: ((ticket: string) => void)[] = [];
  const completionListeners: ((key: string) => void)[] = [];
  const pools = new Map<string, MemorySlots>();
  /** `endsAt` is on the clock of performance.now, because a step of the wall clock must not free a key. */
  const keys = new Map<string, { fingerprint: string; value?: string; endsAt: number }>();
  const kinds = new Map<string, MemoryCampaignIds>();
  const versions = new Map<string, number>();

  const poolOf = ({ id }: Pool): MemorySlots =>
    getOrCreate(pools, id, () => new MemorySlots((ticket) => grantListeners.forEach((listener) => listener(ticket))));
  const idsOf = (kind: string): MemoryCampaignIds => getOrCreate(kinds, kind, () => new MemoryCampaignIds());
  const notifyCompleted = (key: string): void => completionListeners.forEach((listener) => listener(key));
  /** Removes expired keys from the oldest on. A key behind one that lives longer is removed with that one. */
  const removeExpired = (now: number): void => {
    for (const [key, { endsAt }] of keys) {
      if (endsAt > now) break;
      keys.delete(key);
    }
  };

  return {
    process,
    pollIntervalMs: Infinity,
    losses: () => 0,
    whenRecovered: () => Promise.resolve(true),
    acquire: (pool, ticket, caller) => Promise.resolve(poolOf(pool).acquire(pool, ticket, caller)),
    confirm: (pool, ticket, day, attempt) => {
      const status = poolOf(pool).confirm(pool, ticket, day);
      if (status !== 'confirmed' || attempt === undefined) return Promise.resolve({ status });
      return Promise.resolve({ status, attempt: idsOf(attempt.kind).recordAttempt(hash(attempt.name)) });
    },
    release: (pool, ticket) => resolved(() => poolOf(pool).release(pool, ticket)),
    expireIn: (pool, ticket, ms) => resolved(() => poolOf(pool).expireIn(ticket, ms)),
    renew: (pool, running) => Promise.resolve(poolOf(pool).renew(pool, running)),
    onGranted: (listener) => void grantListeners.push(listener),
    onUnavailable: () => undefined,
    onRecovered: () => undefined,
    refundQuota: (pool, day) => resolved(() => poolOf(pool).refundQuota(day)),
    markExhausted: (pool, day) => resolved(() => poolOf(pool).markExhausted(day)),
    usage: (pool, day) => Promise.resolve(poolOf(pool).usage(pool, day)),
    begin: (key, fingerprint, ttlMs): Promise<KeyState> => {
      const now = performance.now();
      removeExpired(now);
      const entry = keys.get(key);
      if (entry === undefined) {
        keys.set(key, { fingerprint, endsAt: now + ttlMs });
        return Promise.resolve({ status: 'claimed' });
      }
      if (entry.fingerprint !== fingerprint) return Promise.resolve({ status: 'conflict' });
      return Promise.resolve(
        entry.value === undefined ? { status: 'pending' } : { status: 'done', value: entry.value },
      );
    },
    complete: (key, value, ttlMs) => {
      const entry = keys.get(key);
      keys.delete(key);
      if (entry !== undefined) keys.set(key, { ...entry, value, endsAt: performance.now() + ttlMs });
      notifyCompleted(key);
      return Promise.resolve();
    },
    abandon: (key) => {
      keys.delete(key);
      notifyCompleted(key);
      return Promise.resolve();
    },
    onCompleted: (listener) => void completionListeners.push(listener),
    countAttempts: (kind, name) => Promise.resolve(idsOf(kind).countAttempts(hash(name))),
    observeId: (kind, number) => resolved(() => idsOf(kind).observe(number)),
    assignId: (kind, number) => resolved(() => idsOf(kind).claim(number)),
    claimId: (kind, number) => Promise.resolve(idsOf(kind).claim(number)),
    isClaimed: (kind, number) => Promise.resolve(idsOf(kind).isClaimed(number)),
    isShared: false,
    bumpVersion: (list) => {
      const version = (versions.get(list) ?? 0) + 1;
      versions.set(list, version);
      return Promise.resolve(version);
    },
    version: (list) => Promise.resolve(versions.get(list) ?? 0),
    loadSnapshot: (list) => Promise.resolve({ version: versions.get(list) ?? 0, now: Date.now() }),
    acquireRefresh: () => Promise.resolve(true),
    releaseRefresh: () => Promise.resolve(),
    storeSnapshot: () => Promise.resolve(),
    ready: () => true,
    close: () => Promise.resolve(),
  };
}

function getOrCreate<Value>(values: Map<string, Value>, name: string, create: () => Value): Value {
  let value = values.get(name);
  if (value === undefined) values.set(name, (value = create()));
  return value;
}

function resolved(step: () => void): Promise<void> {
  step();
  return Promise.resolve();
}
