import { Gauge } from 'prom-client';

import type { Operations } from '../service/operations.js';
import { PREFIX, type Metrics } from './metrics.js';

type Limits = NonNullable<Awaited<ReturnType<Operations['limits']>>>;

/**
 * What is so at the moment of a scrape: the governor's books, which are those of all replicas that share Redis, and whether
 * calls can be made. While the books cannot be read there are none. The answer reads them anew.
 */
export function createGauges(
  { registry }: Metrics,
  operations: Operations,
  ready: () => boolean,
): { readonly read: () => Promise<void> } {
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
  const readiness = new Gauge({
    name: `${PREFIX}ready`,
    help: 'Whether calls to wolkvox can be made.',
    registers: [registry],
  });

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
      const all = ready() ? operations.all() : [];
      const limits = await Promise.all(all.map(async ({ id }) => [id, await operations.limits(id)] as const));
      // In one go: another scrape may be at it.
      readiness.set(ready() ? 1 : 0);
      for (const one of Object.values(books)) one.reset();
      for (const [id, known] of limits) if (known !== undefined) show(id, known);
    },
  };
}
