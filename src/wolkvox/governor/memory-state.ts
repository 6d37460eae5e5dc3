import { MemoryPool } from './memory-pool.js';
import type { Claim, Pool, State } from './state.js';

/** The state of a single replica. Nothing survives the process, and nothing needs to: its calls end with it. */
export function createMemoryState(): State {
  const process = 'here';
  const granted: ((ticket: string) => void)[] = [];
  const settled: ((key: string, value: string | undefined) => void)[] = [];
  const pools = new Map<string, MemoryPool>();
  const keys = new Map<string, { fingerprint: string; value?: string; endsAt: number }>();
  const highest = new Map<string, { value: number; endsAt: number }>();
  const taken = new Map<string, { endsAt: number }>();

  const poolOf = ({ id }: Pool): MemoryPool => {
    let pool = pools.get(id);
    if (pool === undefined) {
      pool = new MemoryPool((ticket) => granted.forEach((listener) => listener(ticket)));
      pools.set(id, pool);
    }
    return pool;
  };
  const tell = (key: string, value: string | undefined): void => settled.forEach((listener) => listener(key, value));
  /** The oldest are first; what ends behind one that is kept longer is forgotten with it, and no longer counts before. */
  const forgetEnded = (now: number): void => {
    for (const kept of [keys, taken, highest]) {
      for (const [name, { endsAt }] of kept) {
        if (endsAt > now) break;
        kept.delete(name);
      }
    }
  };

  return {
    process,
    patienceMs: Infinity,
    enter: (pool, ticket, caller) => Promise.resolve(poolOf(pool).enter(pool, ticket, caller)),
    leave: (pool, ticket) => made(() => poolOf(pool).leave(pool, ticket)),
    keep: (pool, ticket, ms) => made(() => poolOf(pool).keep(ticket, ms)),
    tend: (pool, running) => Promise.resolve(poolOf(pool).tend(pool, running)),
    onGranted: (listener) => void granted.push(listener),
    onAway: () => undefined,
    onBack: () => undefined,
    spend: (pool, day) => Promise.resolve(poolOf(pool).spend(day)),
    giveBack: (pool, day) => made(() => poolOf(pool).giveBack(day)),
    exhaust: (pool, day) => made(() => poolOf(pool).exhaust(day)),
    books: (pool, day) => Promise.resolve(poolOf(pool).books(pool, day)),
    claim: (key, fingerprint, keepMs): Promise<Claim> => {
      const now = Date.now();
      forgetEnded(now);
      const entry = keys.get(key);
      if (entry === undefined) {
        keys.set(key, { fingerprint, endsAt: now + keepMs });
        return Promise.resolve({ claim: 'mine' });
      }
      if (entry.fingerprint !== fingerprint) return Promise.resolve({ claim: 'conflict' });
      return Promise.resolve(entry.value === undefined ? { claim: 'pending' } : { claim: 'done', value: entry.value });
    },
    settle: (key, value, keepMs) => {
      const entry = keys.get(key);
      keys.delete(key);
      if (entry !== undefined) keys.set(key, { ...entry, value, endsAt: Date.now() + keepMs });
      tell(key, value);
      return Promise.resolve();
    },
    free: (key, value) => {
      keys.delete(key);
      tell(key, value);
      return Promise.resolve();
    },
    onSettled: (listener) => void settled.push(listener),
    raise: (name, value, keepMs) => {
      const now = Date.now();
      const known = highest.get(name);
      highest.delete(name);
      highest.set(name, {
        value: known !== undefined && known.endsAt > now ? Math.max(value, known.value) : value,
        endsAt: now + keepMs,
      });
      return Promise.resolve();
    },
    highest: (name) => {
      const known = highest.get(name);
      return Promise.resolve(known !== undefined && known.endsAt > Date.now() ? known.value : undefined);
    },
    take: (name, keepMs) => {
      const now = Date.now();
      forgetEnded(now);
      if ((taken.get(name)?.endsAt ?? 0) > now) return Promise.resolve(false);
      taken.delete(name);
      taken.set(name, { endsAt: now + keepMs });
      return Promise.resolve(true);
    },
    ready: () => true,
    close: () => Promise.resolve(),
  };
}

function made(step: () => void): Promise<void> {
  step();
  return Promise.resolve();
}
