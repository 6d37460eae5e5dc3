import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FAILURES } from '../../src/domain/failure.js';
import { startDetailUpstream, type DetailUpstream } from '../support/detail-upstream.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';

const RUNS = 300;

let upstream: DetailUpstream;
let product: Product;
beforeAll(async () => {
  upstream = await startDetailUpstream(1);
  product = await startProduct(upstream.url, { CACHE_TTL_MS: '0', LOG_LEVEL: 'warn' });
});
afterAll(async () => {
  await product.close();
  await upstream.close();
});

const cell = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    ' ',
    0,
    -1,
    1.5,
    1e21,
    '1e21',
    'NaN',
    [],
    {},
    '<b>x</b>',
    '\ud800',
    '\u0000',
  ),
  fc.constantFrom<unknown>(
    '2025-11-05 10:00:00',
    '20251105100000',
    '0000-00-00 00:00:00',
    '2025-02-30 25:00:00',
    'ayer',
  ),
  fc.constantFrom<unknown>('NO-ANSWER', 'answer', 'No contesta', 'ANSWER MACHINE', '__proto__', 'constructor', TOKEN),
  fc.string({ unit: 'grapheme' }),
);
const COLUMNS = [
  ...[
    'customer_id',
    'customer_name',
    'campaign_id',
    'tel1',
    'opt12',
    'date',
    'last_date',
    'telephone',
    'calls',
    'result',
  ],
  ...['cod_act', 'cod_act_2', 'comments', 'agent_id', 'conn_id', 'unknown', '__proto__'],
];
const row = fc.oneof(
  { weight: 5, arbitrary: fc.dictionary(fc.constantFrom(...COLUMNS), cell) as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: cell },
);
const data = fc.oneof({ weight: 5, arbitrary: fc.array(row, { maxLength: 6 }) as fc.Arbitrary<unknown> }, cell);
const text = fc.oneof(
  data.map((rows) => JSON.stringify(rows)),
  fc.record({ code: cell, error: cell, msg: cell, data }, { requiredKeys: [] }).map((body) => JSON.stringify(body)),
  fc.constantFrom('', '<html>Service down</html>', 'null', '[', '{"code":"200","data":[{"customer_id":"1"},'),
);
const half = fc
  .tuple(text, fc.integer({ min: 0, max: 100 }))
  .map(([body, part]) => body.slice(0, (body.length * part) / 100));
const answer = fc.record({ status: fc.constantFrom(200, 201, 404, 400, 403, 500, 503), body: fc.oneof(text, half) });

const CODES = new Set([...Object.keys(FAILURES), 'BAD_USER_INPUT']);

it('any answer is read, or fails with a code of the schema', async () => {
  const query = `{ campaign(id: "default:1") { results(from: "2025-11-01T00:00:00", to: "2025-11-30T23:59:59") {
    complete edges { cursor node { customerId phone at attempts result resultText activityCode secondActivityCode comments
    agentId connId contact { customerId firstName phones optionalFields } } } pageInfo { hasNextPage endCursor } } } }`;
  await fc.assert(
    fc.asyncProperty(answer, async (scripted) => {
      upstream.next.push(() => ({ ...scripted, headers: { 'content-type': 'application/json' } }));
      const response = await product.query(query);
      upstream.next.length = 0;
      const codes = (response.errors ?? []).map(({ extensions }) => String(extensions.code));
      expect(codes.filter((code) => !CODES.has(code))).toEqual([]);
      expect(response.text).not.toContain(TOKEN);
      if (codes.length > 0) return;
      const { edges } = (
        response.data as {
          campaign: { results: { edges: { node: { at: string | null; attempts: number | null } }[] } };
        }
      ).campaign.results;
      for (const { node } of edges) {
        expect(node.at === null || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(node.at)).toBe(true);
        expect(node.attempts === null || node.attempts >= 0).toBe(true);
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  const warnings = product.logs().map((line) => JSON.stringify([line.api, line.column]));
  expect(new Set(warnings).size).toBe(warnings.length);
}, 120_000);
