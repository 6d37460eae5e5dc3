import { Gauge } from 'prom-client';

import type { ConfiguredOperations } from '../services/operation-registry.js';
import { PREFIX, type Metrics } from './metrics.js';

type Limits = NonNullable<Awaited<ReturnType<ConfiguredOperations['limits']>>>;

/** Sources of the gauges, read at each scrape. */
export interface GaugeSources {
  /** True if /readyz returns 200. */
  readonly ready: () => boolean;
  /** True if Redis is available; undefined without REDIS_URL. */
  readonly redisUp: (() => boolean) | undefined;
  /** JWKS keys; undefined if they are not fetched from an address. */
  readonly keys: { readonly ageMs: () => number | undefined; readonly maxAgeMs: number } | undefined;
}

/** Creates the gauges. `read` refreshes them before a scrape. Usage that cannot be read has no samples. */
export function createGauges(
  { registry }: Metrics,
  operations: ConfiguredOperations,
  { ready, redisUp, keys }: GaugeSources,
): { readonly read: () => Promise<void> } {
  const gauge = (name: string, help: string, ...labelNames: readonly string[]) =>
    new Gauge({ name: PREFIX + name, help, labelNames, registers: [registry] });
  const ofOperation = (name: string, help: string) => gauge(name, help, 'operation');
  const usage = {
    concurrencyLimit: ofOperation('concurrency_limit', 'Maximum number of concurrent calls to wolkvox.'),
    inFlight: ofOperation(
      'upstream_in_flight',
      'Calls to wolkvox in flight, of all replicas, including timed-out calls that wolkvox may still be processing.',
    ),
    queue: ofOperation('queue_length', 'Calls in the queue, of all replicas.'),
    quota: ofOperation('quota', 'Maximum number of calls per day; absent if no limit is configured.'),
    used: ofOperation('quota_used', 'Calls sent today, of all replicas.'),
    remaining: ofOperation('quota_remaining', 'Calls remaining today; absent if no limit is configured.'),
  };
  const readiness = gauge('ready', '1 if /readyz returns 200, else 0.');
  const redis = gauge('redis_up', '1 if Redis is available, else 0; absent without REDIS_URL.');
  const keysAge = gauge(
    'jwks_age_seconds',
    'Age of the JWKS keys; absent before the first fetch and for keys from a file.',
  );
  const keysMaxAge = gauge('jwks_max_age_seconds', 'Maximum age of the JWKS keys.');
  const setDependencies = (): void => {
    set(readiness, ready() ? 1 : 0);
    set(redis, redisUp && (redisUp() ? 1 : 0));
    set(keysAge, inSeconds(keys?.ageMs()));
    set(keysMaxAge, inSeconds(keys?.maxAgeMs));
  };

  const setUsage = (operation: string, limits: Limits): void => {
    const { maxInFlight, inFlight, queued, dailyQuota, used } = limits;
    usage.concurrencyLimit.set({ operation }, maxInFlight);
    usage.inFlight.set({ operation }, inFlight);
    usage.queue.set({ operation }, queued);
    usage.used.set({ operation }, used);
    if (dailyQuota === undefined) return;
    usage.quota.set({ operation }, dailyQuota);
    usage.remaining.set({ operation }, Math.max(0, dailyQuota - used));
  };
  return {
    read: async () => {
      const all = redisUp?.() === false ? [] : operations.all();
      const limits = await Promise.all(all.map(async ({ id }) => [id, await operations.limits(id)] as const));
      // No await from here on, because scrapes may be concurrent.
      setDependencies();
      for (const one of Object.values(usage)) one.reset();
      for (const [id, known] of limits) if (known !== undefined) setUsage(id, known);
    },
  };
}

/** Removes the sample if there is no value. */
function set(gauge: Gauge, value: number | undefined): void {
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}

const inSeconds = (ms: number | undefined): number | undefined => ms && ms / 1000;
