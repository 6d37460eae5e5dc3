import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { FAILURES } from '../../src/domain/failure.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';
import { startUpstream, type Scripted, type Upstream } from '../support/upstream.js';

/**
 * For any board of wolkvox, each number that a client receives is the one of the row with the exact id, or null, and each failure is
 * a code of the schema. A board is cached, so each run reads its own operation.
 */
const RUNS = 300;
/** More than runs, because shrinking makes more. */
const OPERATIONS = 1_000;
const IDS = ['1', '12', '123', '1234', '45'];
const list: Scripted = {
  status: 200,
  body: { code: '200', error: null, msg: 'rows', data: IDS.map((campaign_id) => ({ campaign_id })) },
};

let upstream: Upstream;
let product: Product;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'progress-fuzz-'));
  const file = join(folder, 'operations.json');
  await writeFile(file, JSON.stringify(Array.from({ length: OPERATIONS }, (_, n) => ({ id: `o${n}`, token: TOKEN }))));
  upstream = await startUpstream(() => list);
  product = await startProduct(upstream.url, { WOLKVOX_TOKEN: undefined, WOLKVOX_OPERATIONS_FILE: file });
});
afterAll(async () => {
  await Promise.all([product.close(), upstream.close()]);
  await rm(folder, { recursive: true });
});

const COUNTS = {
  records: 'contactCount',
  dial: 'dialed',
  clean: 'pending',
  answer: 'answered',
  no_answer: 'unanswered',
  'busy/congestion/failed': 'busyOrFailed',
  answer_machine: 'answeringMachines',
  hits: 'hits',
} as const;
const DECIMALS = { calls_x_min: 'callsPerMinute', penetration_day: 'penetration' } as const;
const FIELDS = [...Object.values(COUNTS), ...Object.values(DECIMALS)];

type Row = Readonly<Record<string, unknown>>;

const value = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 5_000 }) },
  { weight: 4, arbitrary: fc.nat({ max: 5_000 }).map(String) },
  { weight: 2, arbitrary: fc.double({ min: -5, max: 200, noNaN: true }).map((number) => number.toFixed(2)) },
  {
    weight: 2,
    arbitrary: fc.double({ min: 0, max: 101, noNaN: true }).map((n) => `${n.toFixed(1)}%`.replace('.', ',')),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      ...['', ' ', null, true, [], {}, [7], { a: 1 }, -1, '-7', 1.5, 1e21, 2147483648, '2147483647', '1e3', '0x1f'],
      ...['1.234', '1,234', '1.234.567', '12.0', '٣', '½', 'many', 'N/A', '<b>5</b>', '5 calls', '100,00 %', '50%%'],
      ...['started', 'Stopped', ' STARTED ', 'paused', '__proto__', 'constructor', '99999999999999999999'],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
);
const id = fc.constantFrom(...IDS, '01', '00123', '12345', '0', '9007199254740993');
const label = fc.oneof(
  { weight: 6, arbitrary: id.map((number) => `${number} - Cobranza - Strategy (x)`) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(id, fc.constantFrom('', '-', ':', ' ', ' / ', '. ', ' – ', ' - ', '\t-\n'))
      .map(([number, separator]) => `${number}${separator}1234 - x`),
  },
  { weight: 2, arbitrary: id.map((number) => `Cobranza - ${number}`) },
  { weight: 1, arbitrary: value },
);
const column = fc.constantFrom(...Object.keys(COUNTS), ...Object.keys(DECIMALS), 'status', 'campaign_id', 'speed');
const row = fc
  .tuple(fc.option(label, { nil: undefined, freq: 9 }), fc.dictionary(column, value, { maxKeys: 13 }))
  .map(([campaign, rest]): Row => (campaign === undefined ? rest : { campaign, ...rest }));
const rows = fc.array(fc.oneof({ weight: 12, arbitrary: row }, { weight: 1, arbitrary: value }), { maxLength: 8 });
const body = fc.oneof(
  { weight: 5, arbitrary: rows.map((data) => JSON.stringify({ code: '200', error: null, msg: 'rows', data })) },
  { weight: 5, arbitrary: rows.map((data) => JSON.stringify(data)) },
  { weight: 1, arbitrary: rows.map((data) => JSON.stringify(Object.assign({}, data))) },
  { weight: 1, arbitrary: rows.map((data) => JSON.stringify({ code: '404', error: 'error', msg: 'x', data })) },
  {
    weight: 1,
    arbitrary: fc.tuple(rows, fc.double({ min: 0, max: 1, noNaN: true })).map(([data, part]) => {
      const text = JSON.stringify(data);
      return text.slice(0, Math.floor(part * text.length));
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '[]', '{}', 'null', '"board"', '<html>1 - x</html>', '[null]', '[[]]') },
  { weight: 1, arbitrary: fc.json() },
);
const status = fc.oneof(
  { weight: 9, arbitrary: fc.constant(200) },
  { weight: 1, arbitrary: fc.constantFrom(404, 500) },
);

const isRow = (one: unknown): one is Row => typeof one === 'object' && one !== null && !Array.isArray(one);

/** Rows of a board, found without the server's code; undefined if the text is not certainly a board. */
function rowsOf(text: string): readonly unknown[] | undefined {
  try {
    const json = JSON.parse(text) as unknown;
    if (Array.isArray(json)) return json as unknown[];
    const { code, data } = isRow(json) ? json : {};
    return code === '200' && Array.isArray(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** Rows whose label has the id before its first separator. */
const rowsWith = (all: readonly unknown[], number: string): readonly Row[] =>
  all.filter(isRow).filter(({ campaign }) => {
    const [first = '', ...rest] = typeof campaign === 'string' ? campaign.split(/\s+-(?=\s|$)/) : [];
    return rest.length > 0 && /^\s*\d+$/.test(first) && BigInt(first.trim()) === BigInt(number);
  });

/** The only numbers that a value can mean; [] if it must be null. */
function readingsOf(sent: unknown, max: number): readonly number[] {
  if (typeof sent !== 'number' && typeof sent !== 'string') return [];
  const text = String(sent).trim().replace(/ ?%$/, '');
  const readings = [text, text.replace(',', '.'), text.replace(/[.,](?=\d{3})/g, '')].filter((one) =>
    /^-?[\d.]+$/.test(one),
  );
  // -0 is 0.
  return readings.map((reading) => Number(reading) + 0).filter((number) => number >= 0 && number <= max);
}

const isPlain = (sent: unknown): boolean =>
  (typeof sent === 'number' || typeof sent === 'string') && /^\d{1,9}$/.test(String(sent));

it('shows for any board of wolkvox the numbers of the exact row, null, or a known failure', async () => {
  let nth = 0;
  let compared = 0;
  const document = `query ($operation: ID!) { campaigns(operationId: $operation) {
    nodes { campaignId progress { status finished ${FIELDS.join(' ')} } } } }`;
  await fc.assert(
    fc.asyncProperty(body, status, async (text, httpStatus) => {
      fc.pre(nth + 1 < OPERATIONS);
      const operation = `o${(nth += 1)}`;
      upstream.answer = ({ url }) => (url.includes('real_time') ? { status: httpStatus, body: text } : list);
      const { data, errors = [] } = await product.query(document, { operation });
      for (const { extensions } of errors) expect(Object.keys(FAILURES)).toContain(extensions.code);
      const { nodes } = (data as { campaigns: { nodes: { campaignId: string; progress: Row | null }[] } }).campaigns;
      const all = httpStatus === 200 ? rowsOf(text) : undefined;
      for (const { campaignId, progress } of nodes) {
        const own = all === undefined ? undefined : rowsWith(all, campaignId);
        // Each board that is certainly one is shown, and a campaign is null if no row, or several, have its id.
        if (own?.length === 1) expect(progress).not.toBeNull();
        if (own?.length === 0) expect(progress).toBeNull();
        const [sent] = own ?? [];
        if (progress === null || sent === undefined || own?.length !== 1) continue;
        compared += 1;
        for (const [name, field] of Object.entries({ ...COUNTS, ...DECIMALS })) {
          const cell = Object.hasOwn(sent, name) ? sent[name] : undefined;
          const max = field === 'penetration' ? 100 : 2 ** 31 - 1;
          const shown = progress[field];
          if (shown !== null)
            expect([name, cell, readingsOf(cell, max)]).toEqual([name, cell, expect.arrayContaining([shown])]);
          else if (isPlain(cell)) expect([name, Number(cell) <= max]).toEqual([name, false]);
        }
        const started = /^\s*started\s*$/i.test(String(sent.status));
        expect(progress.status === 'STARTED').toBe(started);
        const { pending, dialed, contactCount } = progress;
        const isDone = pending === 0 && contactCount !== null && Number(contactCount) > 0;
        expect(progress.finished).toBe(started && isDone && dialed !== null && Number(dialed) >= Number(contactCount));
      }
    }),
    { numRuns: RUNS },
  );
  // Otherwise the run covered only failures.
  expect(compared).toBeGreaterThan(RUNS / 4);
  // Each column once, in spite of hundreds of boards.
  const warnings = product
    .logs()
    .flatMap(({ msg, api, column }) =>
      String(msg).startsWith('unrecognized') ? [`${String(api)} ${String(column)}`] : [],
    );
  expect(warnings.length).toBeGreaterThan(5);
  expect(new Set(warnings).size).toBe(warnings.length);
}, 60_000);
