import { Gauge } from 'prom-client';

import type { Operations } from '../service/operations.js';
import { PREFIX, type Metrics } from './metrics.js';

type Limits = NonNullable<Awaited<ReturnType<Operations['limits']>>>;

/** The state of the server at the moment of a scrape. */
export interface Probes {
  /** Whether /readyz is 200. */
  readonly ready: () => boolean;
  /** Whether Redis can be used; undefined without REDIS_URL. */
  readonly redisUp: (() => boolean) | undefined;
  /** The keys of tokens, if they are fetched from an address; else undefined. */
  readonly keys: { readonly ageMs: () => number | undefined; readonly maxAgeMs: number } | undefined;
}

/**
 * What is so at the moment of a scrape: the governor's books, which are those of all replicas that share Redis, and the state
 * of the server. While the books cannot be read there are none. The answer reads them anew.
 */
export function createGauges(
  { registry }: Metrics,
  operations: Operations,
  probes: Probes,
): { readonly read: () => Promise<void> } {
  const { ready, redisUp, keys } = probes;
  const gauge = (name: string, help: string) =>
    new Gauge({ name: PREFIX + name, help, labelNames: ['operation'], registers: [registry] });
  const books = {
    slots: gauge('slots', 'Calls to wolkvox that may be out at the same time.'),
    inUse: gauge('slots_in_use', 'Slots taken, those of calls without a known end included; of all replicas.'),
    queue: gauge('queue_length', 'Calls that wait for a slot; of all replicas.'),
    quota: gauge('quota', 'Calls a day, where they are counted against a cap.'),
    spent: gauge('quota_spent', 'Calls made today; of all replicas.'),
    left: gauge('quota_left', 'Calls of today that are left, where they are counted against a cap.'),
  };
  const single = (name: string, help: string) => new Gauge({ name: PREFIX + name, help, registers: [registry] });
  const readiness = single('ready', 'Whether /readyz is 200.');
  const redis = single('redis_up', 'Whether Redis can be used; absent without REDIS_URL.');
  const keysAge = single(
    'jwks_age_seconds',
    'Since the keys of tokens were fetched; absent before, and for keys of a file.',
  );
  const keysMaxAge = single('jwks_max_age_seconds', 'The age at which the keys of tokens are no longer used.');
  const showDependencies = (): void => {
    set(readiness, ready() ? 1 : 0);
    set(redis, redisUp && (redisUp() ? 1 : 0));
    set(keysAge, inSeconds(keys?.ageMs()));
    set(keysMaxAge, inSeconds(keys?.maxAgeMs));
  };

  const show = (operation: string, limits: Limits): void => {
    const { maxInFlight, inFlight, queued, dailyQuota, spent } = limits;
    books.slots.set({ operation }, maxInFlight);
    books.inUse.set({ operation }, inFlight);
    books.queue.set({ operation }, queued);
    books.spent.set({ operation }, spent);
    if (dailyQuota === undefined) return;
    books.quota.set({ operation }, dailyQuota);
    books.left.set({ operation }, Math.max(0, dailyQuota - spent));
  };
  return {
    read: async () => {
      const all = redisUp?.() === false ? [] : operations.all();
      const limits = await Promise.all(all.map(async ({ id }) => [id, await operations.limits(id)] as const));
      // In one go: another scrape may be at it.
      showDependencies();
      for (const one of Object.values(books)) one.reset();
      for (const [id, known] of limits) if (known !== undefined) show(id, known);
    },
  };
}

/** A gauge without a value has no sample. */
function set(gauge: Gauge, value: number | undefined): void {
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}

const inSeconds = (ms: number | undefined): number | undefined => ms && ms / 1000;
