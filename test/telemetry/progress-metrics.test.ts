import { expect, it } from '@jest/globals';

import { createMetrics } from '../../src/telemetry/metrics.js';

const create = () => createMetrics(['sales', 'support'], () => ({ info: 0, warning: 0, audit: 0 }));
const samplesOf = async ({ registry }: ReturnType<typeof create>, name: string): Promise<readonly string[]> =>
  (await registry.getSingleMetricAsString(name)).split('\n').filter((line) => !line.startsWith('#'));

it('subscriptions are counted per operation until each has ended, however often its end is reported', async () => {
  const metrics = create();
  const ends = [metrics.subscribed('sales'), metrics.subscribed('sales'), metrics.subscribed('support')] as const;
  const samples = () => samplesOf(metrics, 'wolkvox_graphql_subscriptions');
  expect(await samples()).toEqual([
    'wolkvox_graphql_subscriptions{operation="sales"} 2',
    'wolkvox_graphql_subscriptions{operation="support"} 1',
  ]);
  ends[0]();
  ends[0]();
  ends[2]();
  expect(await samples()).toEqual([
    'wolkvox_graphql_subscriptions{operation="sales"} 1',
    'wolkvox_graphql_subscriptions{operation="support"} 0',
  ]);
});

it('windows of results are counted by source, and those that were cut off also as incomplete results', async () => {
  const metrics = create();
  metrics.resultWindow({ operation: 'sales', source: 'upstream', cut: false });
  metrics.resultWindow({ operation: 'sales', source: 'upstream', cut: true });
  metrics.resultWindow({ operation: 'sales', source: 'cache', cut: false });
  expect(await samplesOf(metrics, 'wolkvox_graphql_result_windows_total')).toEqual([
    'wolkvox_graphql_result_windows_total{operation="sales",source="upstream"} 2',
    'wolkvox_graphql_result_windows_total{operation="sales",source="cache"} 1',
    'wolkvox_graphql_result_windows_total{operation="support",source="upstream"} 0',
    'wolkvox_graphql_result_windows_total{operation="support",source="cache"} 0',
  ]);
  expect(await samplesOf(metrics, 'wolkvox_graphql_incomplete_results_total')).toEqual([
    'wolkvox_graphql_incomplete_results_total{operation="sales"} 1',
    'wolkvox_graphql_incomplete_results_total{operation="support"} 0',
  ]);
});
