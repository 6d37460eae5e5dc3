import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FAILURES } from '../../src/domain/failure.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { startUpstream, type Scripted, type Upstream } from '../support/upstream.js';

/**
 * For any response of wolkvox to a list read, the client receives the readable rows or a code of the schema. A failure
 * is cached for some seconds without a call, so each run reads its own operation.
 */
const RUNS = 400;
const GOOD = 'good';

let upstream: Upstream;
let product: Product;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reads-fuzz-'));
  const file = join(folder, 'operations.json');
  const ids = [GOOD, ...Array.from({ length: RUNS }, (_, n) => `o${n}`)];
  await writeFile(file, JSON.stringify(ids.map((id) => ({ id, token: TOKEN }))));
  upstream = await startUpstream(() => well([]));
  product = await startProduct(upstream.url, {
    WOLKVOX_TOKEN: undefined,
    WOLKVOX_OPERATIONS_FILE: file,
    CACHE_TTL_MS: '0',
    LOG_LEVEL: 'silent',
  });
});
afterAll(async () => {
  await Promise.all([product.close(), upstream.close()]);
  await rm(folder, { recursive: true });
});

const well = (data: unknown): Scripted => ({ status: 200, body: { code: '200', error: null, msg: 'rows', data } });

const COLUMNS = [
  ...['campaign_id', 'campaign_name', 'campaign_description', 'type_campaign', 'status', 'records', 'speed'],
  ...['dial_mode', 'last_use', 'recycled', 'turbo_dial', 'skill_id', 'skill_name', 'skill_description'],
] as const;

/** Cells and ids as JSON text, because their parsing is part of the test. */
const odd = fc.constantFrom(
  ...['null', 'true', 'false', '""', '" "', '"0"', '0', '-1', '"-1"', '1.5', '"1.0"', '1e21', '"1e21"', '1e400'],
  ...['9007199254740993', '2147483648', '-2147483649', '"2147483647.000"', '"NaN"', '"many"', '[]', '{}', '[1]'],
  ...['{"a":{"b":[null]}}', '"<b>x</b>"', '"<script>"', '"📞 Campaña"', '"\\ud800"', '"\\u0000"', '"__proto__"'],
  ...['"constructor"', '"toString"', '"preview"', '" PREDICTIVE "', '"Started"', '"yes"', '"SÍ"', '"strategy"'],
  ...['"2026-11-22 18:30:00"', '"0000-00-00 00:00:00"', '"2026-02-30 25:00:00"', '"20261122183000"', '"ayer"'],
  `"${TOKEN}"`,
);
const cell = fc.oneof(
  { weight: 3, arbitrary: odd },
  { weight: 1, arbitrary: fc.json({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)) },
);
const id = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }).map(String) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }).map((number) => `"${number}"`) },
  { weight: 1, arbitrary: fc.bigInt({ min: 1n, max: 10n ** 40n }).map((number) => `"${number}"`) },
  { weight: 1, arbitrary: fc.constantFrom('"007"', '" 7 "', '"000"', '"7x"') },
  { weight: 1, arbitrary: odd },
);
const column = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...COLUMNS) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString', '', 'opt1') },
);
const written = (entries: readonly (readonly [string, string])[]): string =>
  `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
const row = fc
  .tuple(id, id, fc.array(fc.tuple(column, cell), { maxLength: 14 }))
  .map(([campaign, skill, rest]) => written([['campaign_id', campaign], ['skill_id', skill], ...rest]));
const rowOrNot = fc.oneof({ weight: 9, arbitrary: row }, { weight: 1, arbitrary: cell });
const data = fc.oneof(
  { weight: 6, arbitrary: fc.array(rowOrNot, { maxLength: 8 }).map((rows) => `[${rows.join(',')}]`) },
  { weight: 1, arbitrary: row },
  { weight: 1, arbitrary: cell },
  { weight: 1, arbitrary: fc.constant(undefined) },
);

const envelope = fc
  .record({
    code: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('200', '"200"', '201', '" 202 "') },
      { weight: 1, arbitrary: fc.constantFrom('404', '"403"', '406', '429', '500', '"503"', '100', '0', '2e2') },
      { weight: 1, arbitrary: cell },
    ),
    error: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('null', '"null"', '""', '" NULL "', 'false', undefined) },
      { weight: 1, arbitrary: cell },
    ),
    msg: fc.option(cell, { nil: undefined }),
    data,
  })
  .chain((parts) => {
    const entries = Object.entries(parts).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    return fc.shuffledSubarray(entries, { minLength: entries.length, maxLength: entries.length }).map(written);
  });
const cut = fc.tuple(envelope, fc.double({ min: 0, max: 1, noNaN: true })).map(([text, part]) => {
  const bytes = Buffer.from(text);
  return bytes.subarray(0, Math.floor(part * bytes.length)).toString('latin1');
});
const body = fc.oneof(
  { weight: 7, arbitrary: envelope },
  { weight: 1, arbitrary: cut },
  { weight: 1, arbitrary: envelope.map((text) => `\uFEFF${text}\n`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['', ' ', 'null', '[]', '{}', '"200"', 'OK', '<!doctype html><html><body><h1>504</h1></body></html>'],
      ...['Warning: mysql in /var/www on line 3\n{"code":"200","error":null,"msg":"","data":[]}', '{"code":"200",}'],
    ),
  },
  { weight: 1, arbitrary: fc.json() },
);
const answer: fc.Arbitrary<Scripted & { body: string }> = fc.record({
  status: fc.oneof(
    { weight: 9, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.constantFrom(201, 206, 304, 302, 400, 401, 403, 404, 418, 429, 500, 502, 503, 599) },
  ),
  body,
  headers: fc.constantFrom(
    { 'content-type': 'application/json' },
    { 'content-type': 'text/html' },
    { 'content-type': 'application/json; charset=iso-8859-1' },
  ),
});

const SKILL = 'id skillId name description lastUsedAt';
const CAMPAIGNS = `query ($operation: ID!) {
  campaigns(operationId: $operation, first: 1000) {
    totalCount
    pageInfo { hasNextPage startCursor endCursor }
    edges { cursor node { campaignId } }
    nodes {
      id campaignId name type description status contactCount speed dialMode lastUsedAt recycleCount turboDial
      operation { id }
      skill { id skillId }
    }
  }
  found: campaigns(operationId: $operation, filter: { nameContains: "a", type: PREVIEW }) { totalCount }
}`;
const SKILLS = `query ($operation: ID!) { skills(operationId: $operation) { ${SKILL} } }`;
const BOTH = `query ($operation: ID!) { campaigns(operationId: $operation) { totalCount nodes { name skill { ${SKILL} } } } }`;
/** Ids that are readable by the specification, each once; undefined if the response may not be a list of rows. */
function idsOf({ status, body: text }: Scripted & { body: string }, name: string): string[] | undefined {
  if (status !== 200) return undefined;
  try {
    const { code, error = null, data: rows } = JSON.parse(text) as { code: unknown; error?: unknown; data: unknown };
    const fine =
      [200, '200', 201, ' 202 '].includes(code as string) && [null, 'null', '', false].includes(error as null);
    if (!fine || !Array.isArray(rows)) return undefined;
    const ids = (rows as unknown[]).flatMap((one) => {
      if (one === null || typeof one !== 'object' || Array.isArray(one) || !Object.hasOwn(one, name)) return [];
      const value = (one as Record<string, unknown>)[name];
      if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? [String(value)] : [];
      return typeof value === 'string' && /^\s*\d+\s*$/.test(value) && /[1-9]/.test(value) ? [value.trim()] : [];
    });
    return rows.length > 0 && ids.length === 0 ? undefined : [...new Set(ids)];
  } catch {
    return undefined;
  }
}

it('reads return the readable rows or a known failure for any response of wolkvox, and continue to work', async () => {
  const lists: Record<string, Scripted & { body: string }> = {};
  upstream.answer = ({ url }) => {
    const api = new URL(url, upstream.url).searchParams.get('api') ?? '';
    return lists[api] ?? well([{ campaign_id: '1', campaign_name: 'good', skill_id: 2, skill_name: 'well' }]);
  };
  let nth = 0;
  let compared = 0;
  let refused = 0;
  const readData = async (document: string, operation: string): Promise<Record<string, unknown> | undefined> => {
    const { status, data, errors = [], text } = await product.query(document, { operation });
    expect(status).toBe(200);
    for (const { extensions } of errors) expect(Object.keys(FAILURES)).toContain(extensions.code);
    expect(text).not.toContain(TOKEN);
    return errors.length > 0 ? undefined : (data ?? undefined);
  };
  const compare = (shown: readonly string[] | undefined, expected: readonly string[] | undefined): void => {
    if (shown === undefined) refused += 1;
    if (expected === undefined) return;
    compared += 1;
    expect([...(shown ?? [])].sort()).toEqual([...expected].sort());
    const reconciler = shown?.map(BigInt) ?? [];
    expect(reconciler).toEqual([...reconciler].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  };
  await fc.assert(
    fc.asyncProperty(answer, answer, async (campaigns, skills) => {
      // Shrinking makes more runs than there are operations.
      const operation = `o${(nth += 1) % RUNS}`;
      const before = upstream.seen.length;
      Object.assign(lists, { campaigns, skills });
      const rows = (await readData(CAMPAIGNS, operation)) as
        { campaigns: { nodes: { campaignId: string }[] } } | undefined;
      const skillRows = (await readData(SKILLS, operation)) as { skills: { skillId: string }[] } | undefined;
      if (nth <= RUNS) expect(upstream.seen.length).toBeGreaterThanOrEqual(before + 2);
      compare(
        rows?.campaigns.nodes.map(({ campaignId }) => campaignId),
        idsOf(campaigns, 'campaign_id'),
      );
      compare(
        skillRows?.skills.map(({ skillId }) => skillId),
        idsOf(skills, 'skill_id'),
      );
      await readData(BOTH, operation);
      delete lists.campaigns;
      delete lists.skills;
      const good = await product.query(BOTH, { operation: GOOD });
      expect(good.errors).toBeUndefined();
      expect(good.data).toMatchObject({
        campaigns: { totalCount: 1, nodes: [{ name: 'good', skill: { name: 'well' } }] },
      });
    }),
    { numRuns: RUNS },
  );
  // Otherwise the run covered only failures, or none.
  expect(compared).toBeGreaterThan(RUNS / 10);
  expect(refused).toBeGreaterThan(RUNS / 10);
}, 60_000);
