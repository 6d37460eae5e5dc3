import { MemoryNumbers } from './memory-numbers.js';
import { MemoryPool } from './memory-pool.js';
import { hash, type Claim, type Pool, type State } from './state.js';

/** The state of a single replica. Nothing survives the process, and nothing needs to: its calls end with it. */
export function createMemoryState(): State {
  const process = 'here';
  const granted: ((ticket: string) => void)[] = [];
  const settled: ((key: string) => void)[] = [];
  const pools = new Map<string, MemoryPool>();
  /** `endsAt` is on performance.now's clock: a step of the wall clock must not free a key. */
  const keys = new Map<string, { fingerprint: string; value?: string; endsAt: number }>();
  const kinds = new Map<string, MemoryNumbers>();
  const writes = new Map<string, number>();

  const poolOf = ({ id }: Pool): MemoryPool =>
    known(pools, id, () => new MemoryPool((ticket) => granted.forEach((listener) => listener(ticket))));
  const numbersOf = (kind: string): MemoryNumbers => known(kinds, kind, () => new MemoryNumbers());
  const tell = (key: string): void => settled.forEach((listener) => listener(key));
  /** The oldest are first; what ends behind one that is kept longer is forgotten with it, and no longer counts before. */
  const forgetEnded = (now: number): void => {
    for (const [key, { endsAt }] of keys) {
      if (endsAt > now) break;
      keys.delete(key);
    }
  };

  return {
    process,
    patienceMs: Infinity,
    losses: () => 0,
    recovers: () => Promise.resolve(true),
    enter: (pool, ticket, caller) => Promise.resolve(poolOf(pool).enter(pool, ticket, caller)),
    confirm: (pool, ticket, day) => Promise.resolve(poolOf(pool).confirm(pool, ticket, day)),
    leave: (pool, ticket) => made(() => poolOf(pool).leave(pool, ticket)),
    keep: (pool, ticket, ms) => made(() => poolOf(pool).keep(ticket, ms)),
    tend: (pool, running) => Promise.resolve(poolOf(pool).tend(pool, running)),
    onGranted: (listener) => void granted.push(listener),
    onAway: () => undefined,
    onBack: () => undefined,
    giveBack: (pool, day) => made(() => poolOf(pool).giveBack(day)),
    exhaust: (pool, day) => made(() => poolOf(pool).exhaust(day)),
    books: (pool, day) => Promise.resolve(poolOf(pool).books(pool, day)),
    claim: (key, fingerprint, keepMs): Promise<Claim> => {
      const now = performance.now();
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
      if (entry !== undefined) keys.set(key, { ...entry, value, endsAt: performance.now() + keepMs });
      tell(key);
      return Promise.resolve();
    },
    free: (key) => {
      keys.delete(key);
      tell(key);
      return Promise.resolve();
    },
    onSettled: (listener) => void settled.push(listener),
    announce: (kind, name) => Promise.resolve(numbersOf(kind).announce(hash(name))),
    announced: (kind, name) => Promise.resolve(numbersOf(kind).announced(hash(name))),
    see: (kind, number) => made(() => numbersOf(kind).see(number)),
    note: (kind, number) => made(() => numbersOf(kind).take(number)),
    take: (kind, number) => Promise.resolve(numbersOf(kind).take(number)),
    taken: (kind, number) => Promise.resolve(numbersOf(kind).taken(number)),
    shares: false,
    written: (list) => {
      const count = (writes.get(list) ?? 0) + 1;
      writes.set(list, count);
      return Promise.resolve(count);
    },
    writes: (list) => Promise.resolve(writes.get(list) ?? 0),
    shelved: (list) => Promise.resolve({ writes: writes.get(list) ?? 0, now: Date.now() }),
    lead: () => Promise.resolve(true),
    follow: () => Promise.resolve(),
    shelve: () => Promise.resolve(),
    ready: () => true,
    close: () => Promise.resolve(),
  };
}

function known<Value>(values: Map<string, Value>, name: string, make: () => Value): Value {
  let value = values.get(name);
  if (value === undefined) values.set(name, (value = make()));
  return value;
}

function made(step: () => void): Promise<void> {
  step();
  return Promise.resolve();
}
