import { createGauges } from '../../dist/telemetry/gauges.js';
import { createMetrics } from '../../dist/telemetry/metrics.js';
import { createRedisErrors } from '../../dist/telemetry/redis-errors.js';
import { checkNames, code, table } from './markdown.js';

/** Meaning of each label. Values that are known from the start are added from the registry. */
const LABELS = {
  api: 'API of wolkvox; `real_time` for the board of progress.',
  error_code:
    'Code of an error reply; `other` if it is not in the [runbook](../guides/runbook.md#redis-returns-errors).',
  kind: 'Kind of log line.',
  list: '`campaigns`, `skills`, or `real_time`, the board of progress.',
  mutation: 'Field of the mutation.',
  operation: 'Id of the wolkvox operation; `none` if the request names no configured one.',
  operation_name:
    'Name of the GraphQL operation, for the first hundred names; then `other`. `anonymous` without a name.',
  operation_type: '`query`, `mutation`; `unknown` for an invalid document.',
  outcome:
    '`success`, or a code of [errors](errors.md). For `upstream_calls_total`: `success`, or an [outcome](wolkvox-outcomes.md).',
  reason: 'Reason of the rejection.',
  result:
    '`hit`: fresh in the process. `shared`: from Redis. `read`: read from wolkvox. `stale`: older. `error`: none.',
  route: '`other`: no such route. `none`: it was not an HTTP request.',
  source:
    '`upstream`: read from wolkvox. `cache`: read by this replica before, or for another request at the same time.',
  status_class: '`aborted`: the connection was closed before the response was sent.',
};

/** docs/reference/metrics.md. */
export async function metricsPage() {
  const metrics = createMetrics(['default'], () => ({ info: 0, warning: 0, audit: 0 }));
  createGauges(metrics, { all: () => [] }, { ready: () => true, redisUp: undefined, keys: undefined });
  createRedisErrors().registerIn(metrics.registry);
  const all = metrics.registry.getMetricsAsArray();
  const ours = all.filter(({ name }) => name.startsWith('wolkvox_graphql_')).sort((a, b) => (a.name < b.name ? -1 : 1));
  checkNames(LABELS, [...new Set(ours.flatMap(({ labelNames }) => labelNames))], 'labels of metrics');
  const json = await metrics.registry.getMetricsAsJSON();
  const values = (label) =>
    new Set(json.flatMap((metric) => metric.values).flatMap(({ labels }) => labels[label] ?? []));
  return `# Metrics

At \`/metrics\`, on \`METRICS_PORT\` if it is set, otherwise on \`PORT\`. Alerts and dashboard: [guide](../guides/dashboard.md).

- No label holds input, a token or the name of a campaign.
- Gauges of the queue and the quota are those of all replicas on one Redis: use \`max by (operation)\`, not \`sum\`. They are absent while
  Redis is unavailable.
- \`process_*\` and \`nodejs_*\` are the default metrics of prom-client.

${table(
  ['metric', 'type', 'labels', 'meaning'],
  ours.map(({ name, type, help, labelNames }) => [code(name), type, labelNames.map(code).join(', '), help]),
)}

## Labels

${table(
  ['label', 'meaning', 'values'],
  Object.entries(LABELS).map(([label, text]) => [
    code(label),
    text,
    label === 'operation' ? '' : [...values(label)].map(code).join(', '),
  ]),
)}
`;
}
