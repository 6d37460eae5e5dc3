import { hash } from '../hash.js';
import type { CountedToken, Day } from '../quota-store.js';
import type { Pool } from '../slot-store.js';
import type { State } from '../state.js';
import { MemoryCampaignIds, type CampaignIdChange } from './campaign-ids.js';
import { MemoryChanges } from './changes.js';
import { MemoryIdempotency, type KeyRecord } from './idempotency.js';
import { MemoryQuota, type DayCount } from './quota.js';
import { MemorySlots } from './slots.js';
import type { SteadyClock } from './two-generation-map.js';

/** Listener of changes, for a copy on disk. Each method is called in the step that makes the change. */
export interface MemoryStateListener {
  readonly day: (pool: string, day: DayCount) => void;
  readonly campaignIds: (kind: string, change: CampaignIdChange) => void;
  readonly keyExpired: (key: string) => void;
}

/** State of one process, and the parts of it that embedded/embedded-state.ts stores on disk. */
export interface MemoryState extends State {
  readonly keys: MemoryIdempotency;
  /** Starts the count of this day, if it is a later one. */
  readonly startDay: (pool: Pool, day: Day) => void;
  /** Returns the count of the day of a token. */
  readonly dayOf: (pool: Pool) => DayCount;
  /** Returns the current period of attempts, and the number of the attempts with this hash of a name. */
  readonly attemptsOf: (kind: string, name: string) => { readonly period: number; readonly count: number };
  readonly restoreDay: (pool: string, day: DayCount) => void;
  readonly restoreKey: (key: string, record: KeyRecord) => void;
  /** Returns false if the change has expired. */
  readonly restoreCampaignId: (kind: string, change: CampaignIdChange) => boolean;
}

/**
 * Creates the state of a single process. It ends with the process, as its calls do.
 *
 * @param now Clock of TTLs. A step of the wall clock must not free a key. @default performance.now
 */
export function createMemoryState(
  now: SteadyClock = () => performance.now(),
  listener?: MemoryStateListener,
): MemoryState {
  const grantListeners: ((ticket: string) => void)[] = [];
  const completionListeners: ((key: string) => void)[] = [];
  const slots = new Map<string, MemorySlots>();
  const quotas = new Map<string, MemoryQuota>();
  const keys = new MemoryIdempotency(now, listener?.keyExpired);
  const kinds = new Map<string, MemoryCampaignIds>();
  const versions = new Map<string, number>();

  const slotsOf = ({ id }: Pool): MemorySlots =>
    getOrCreate(slots, id, () => new MemorySlots((ticket) => grantListeners.forEach((listener) => listener(ticket))));
  const createQuota = (id: string, day?: DayCount): MemoryQuota =>
    new MemoryQuota(day, listener && ((changed) => listener.day(id, changed)));
  const quotaOf = ({ id }: CountedToken): MemoryQuota => getOrCreate(quotas, id, () => createQuota(id));
  const idsOf = (kind: string): MemoryCampaignIds =>
    getOrCreate(
      kinds,
      kind,
      () => new MemoryCampaignIds(now, listener && ((change) => listener.campaignIds(kind, change))),
    );
  const notifyCompleted = (key: string): void => completionListeners.forEach((listener) => listener(key));

  return {
    slots: {
      process: 'here',
      pollIntervalMs: Infinity,
      handOverMs: 0,
      losses: () => 0,
      whenRecovered: () => Promise.resolve(true),
      acquire: (pool, ticket, caller) => Promise.resolve(slotsOf(pool).acquire(pool, ticket, caller)),
      confirm: (pool, ticket, day, attempt) => {
        const status = slotsOf(pool).confirm(pool, ticket, () => quotaOf(pool).consume(day));
        if (status !== 'confirmed' || attempt === undefined) return Promise.resolve({ status });
        return Promise.resolve({ status, attempt: idsOf(attempt.kind).recordAttempt(hash(attempt.name)) });
      },
      release: (pool, ticket) => resolved(() => slotsOf(pool).release(pool, ticket)),
      expireIn: (pool, ticket, ms) => resolved(() => slotsOf(pool).expireIn(ticket, ms)),
      renew: (pool, running) => Promise.resolve(slotsOf(pool).renew(pool, running)),
      onGranted: (listener) => void grantListeners.push(listener),
      onUnavailable: () => undefined,
      onRecovered: () => undefined,
      usage: (pool, day) => Promise.resolve({ ...slotsOf(pool).usage(pool), used: quotaOf(pool).used(day) }),
    },
    quota: {
      refund: (token, day) => resolved(() => quotaOf(token).refund(day)),
      markExhausted: (token, day) => resolved(() => quotaOf(token).markExhausted(day)),
    },
    idempotency: {
      begin: (key, fingerprint, ttlMs) => Promise.resolve(keys.begin(key, fingerprint, ttlMs)),
      complete: (key, value, ttlMs) => {
        const record = keys.completed(key, value, ttlMs);
        if (record !== undefined) keys.set(key, record);
        notifyCompleted(key);
        return Promise.resolve();
      },
      abandon: (key) => {
        keys.delete(key);
        notifyCompleted(key);
        return Promise.resolve();
      },
      onCompleted: (listener) => void completionListeners.push(listener),
    },
    campaignIds: {
      countAttempts: (kind, name) => Promise.resolve(idsOf(kind).countAttempts(hash(name))),
      observeId: (kind, number) => resolved(() => idsOf(kind).observe(number)),
      assignId: (kind, number) => resolved(() => idsOf(kind).claim(number)),
      claimId: (kind, number) => Promise.resolve(idsOf(kind).claim(number)),
      isClaimed: (kind, number) => Promise.resolve(idsOf(kind).isClaimed(number)),
    },
    snapshots: {
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
    },
    changes: new MemoryChanges(),
    ready: () => true,
    close: () => Promise.resolve(),
    keys,
    startDay: (pool, day) => void quotaOf(pool).used(day),
    dayOf: (pool) => quotaOf(pool).day,
    attemptsOf: (kind, name) => ({ period: idsOf(kind).attemptPeriod, count: idsOf(kind).countAttempts(name) }),
    restoreDay: (pool, day) => void quotas.set(pool, createQuota(pool, day)),
    restoreKey: (key, record) => keys.set(key, record),
    restoreCampaignId: (kind, change) => idsOf(kind).restore(change),
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
