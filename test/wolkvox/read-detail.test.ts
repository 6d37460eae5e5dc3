import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';

import {
  readResultWindow,
  type ResultKey,
  type ResultWindow,
  type WindowQuery,
} from '../../src/services/result-window.js';
import { asReadFailure } from '../../src/services/list-cache.js';
import { createMemoryState } from '../../src/state/memory/memory-state.js';
import { createWolkvox, type Wolkvox } from '../../src/wolkvox/client.js';
import type { Outcome } from '../../src/domain/failure.js';
import { ResultRows } from '../../src/wolkvox/endpoints/result-rows.js';
import { readDetail } from '../../src/wolkvox/endpoints/read-detail.js';
import { createLimiter } from '../../src/wolkvox/limiter/limiter.js';
import { createTransport, type Transport } from '../../src/wolkvox/transport.js';
import { operationAt } from '../support/operation.js';
import { httpAnswer, startRawUpstream, type AnswerParts, type RawUpstream } from '../support/raw-upstream.js';
import { TOKEN } from '../support/wolkvox-token.js';

const QUERY: WindowQuery = {
  campaignId: '1287',
  type: 'PREDICTIVE',
  from: { date: '2026-11-01', time: '00:00:00' },
  to: { date: '2026-11-30', time: '23:59:59' },
};

let upstream: RawUpstream;
let transport: Transport;
let wolkvox: Wolkvox;
/** Client that repeats a lost call. */
let repeating: Wolkvox;
let answer: { readonly body: string | Buffer; readonly parts: AnswerParts };
/** Bodies of the next responses. */
let bodies: string[] = [];
let closeAfterAnswer = false;
let unrecognized: [api: string, column: string][];

beforeAll(async () => {
  upstream = await startRawUpstream(({ socket }) => {
    socket.write(httpAnswer(bodies.shift() ?? answer.body, answer.parts));
    if (closeAfterAnswer) socket.end();
  });
  transport = createTransport();
  const limiter = createLimiter(createMemoryState(), { maxQueue: 10, slotLeaseMs: 60_000 });
  const operations = [operationAt(upstream.url, { maxInFlight: 2 })];
  const options = { timeoutMs: 30_000, queueTimeoutMs: 30_000, operations };
  wolkvox = createWolkvox(transport, limiter, { ...options, maxRetries: 0 });
  repeating = createWolkvox(transport, limiter, { ...options, maxRetries: 1 });
});
afterAll(async () => {
  transport.close();
  await upstream.close();
});
beforeEach(() => {
  unrecognized = [];
});

type Row = Readonly<Record<string, unknown>>;
const envelope = (data: unknown, msg = 'ok'): string => JSON.stringify({ code: '200', error: null, msg, data });
const OK = { status: '200 OK' };

/** Reads the window of one response. */
async function read(
  body: string | Buffer,
  parts: AnswerParts = OK,
  query = QUERY,
  client = wolkvox,
): ReturnType<typeof readResultWindow> {
  answer = { body, parts };
  return readResultWindow(client, operationAt(upstream.url, { maxInFlight: 2 }), query, {
    caller: { id: 'test' },
    record: () => undefined,
    onUnrecognized: (api, column) => void unrecognized.push([api, column]),
  });
}

async function windowOf(...response: Parameters<typeof read>): Promise<ResultWindow> {
  const outcome = await read(...response);
  if (!outcome.ok) throw new Error(`The window failed with ${outcome.failure.code}.`);
  return outcome.value;
}

async function failureOf(body: string | Buffer, parts?: AnswerParts): Promise<string> {
  const outcome = await read(body, parts);
  return outcome.ok ? 'none' : outcome.failure.code;
}

const indices = ({ count }: ResultWindow): readonly number[] => Array.from({ length: count }, (_, n) => n);
const keysOf = (window: ResultWindow): readonly ResultKey[] => indices(window).map((n) => window.keyAt(n));
const idsOf = (window: ResultWindow): readonly string[] => indices(window).map((n) => window.row(n).contact.customerId);

const ROW: Row = {
  customer_name: 'Ana "la Ñata"',
  customer_last_name: 'Peña\\n',
  id_type: '',
  customer_id: '007',
  age: 41,
  country: 'CO',
  opt1: 'uno',
  opt2: '',
  opt3: 'tres',
  tel1: '9573001112233',
  tel2: '',
  tel3: '576011112233',
  telephone: '576011112233',
  date: '2026-11-05 10:00:07',
  calls: '3',
  result: 'NO-ANSWER',
  cod_act: '12',
  cod_act_2: 'A-1',
  comment: 'volver\na llamar 🙂',
  agent_id: '2001',
  conn_id: '1730822407.55',
  campaign_id: '1287',
  ignored: 'x',
};

describe('readDetail request', () => {
  it('is a GET to campaign.php with the type, the campaign and both times', async () => {
    await windowOf(envelope([ROW]));
    const [request] = upstream.requests.slice(-1);
    expect(request).toMatchObject({
      method: 'GET',
      target:
        '/api/v2/campaign.php?api=detail&type_campaign=predictive&campaign_id=1287&date_ini=20261101000000&date_end=20261130235959',
    });
  });
});

describe('readDetail row', () => {
  it('has the values of wolkvox', async () => {
    const window = await windowOf(envelope([ROW]));
    expect(window).toMatchObject({ count: 1, isCut: false, unreadRows: 0 });
    expect(window.row(0)).toEqual({
      contact: {
        firstName: 'Ana "la Ñata"',
        lastName: 'Peña\\n',
        customerId: '007',
        age: '41',
        country: 'CO',
        phones: ['9573001112233', '576011112233'],
        optionalFields: ['uno', null, 'tres'],
      },
      phone: '576011112233',
      at: '2026-11-05T10:00:07',
      attempts: 3,
      result: 'NO_ANSWER',
      resultText: 'NO-ANSWER',
      activityCode: '12',
      secondActivityCode: 'A-1',
      comments: 'volver\na llamar 🙂',
      agentId: '2001',
      connId: '1730822407.55',
    });
    expect(unrecognized).toEqual([]);
  });

  it.each<[Row, object]>([
    [{ last_date: '20261105100007' }, { at: '2026-11-05T10:00:07' }],
    [{ last_date: 20261105100007 }, { at: '2026-11-05T10:00:07' }],
    [{ date: '2026-11-05T10:00' }, { at: '2026-11-05T10:00:00' }],
    [{ date: '0000-00-00 00:00:00', fecha: '2026-11-05 10:00:07' }, { at: '2026-11-05T10:00:07' }],
    [{ date: '0000-00-00 00:00:00' }, { at: undefined }],
    [{ last_dial_tele: 573001112233 }, { phone: '573001112233' }],
    [{ telephone: '', last_dial_tel: '9' }, { phone: '9' }],
    [{ attempts: 12 }, { attempts: 12 }],
    [{ result: 'Answer_Machine' }, { result: 'ANSWERING_MACHINE', resultText: 'Answer_Machine' }],
    [{ result: ' answer ' }, { result: 'ANSWERED', resultText: ' answer ' }],
    [{ resultado: 'OCUPADO' }, { result: 'BUSY', resultText: 'OCUPADO' }],
    [{ result: 'Buzón de voz' }, { result: 'ANSWERING_MACHINE' }],
    [{ result: 'DO NOT CALL' }, { result: 'DO_NOT_CALL' }],
    [{ result: 'CHANUNAVAIL' }, { result: 'CHANNEL_UNAVAILABLE' }],
    [{ result: 'Abandon' }, { result: 'ABANDONED' }],
    [
      { code_act: '5', code_act_2: 6 },
      { activityCode: '5', secondActivityCode: '6' },
    ],
    [
      { id_call: 'c-1', accumulated_comments: 'hola' },
      { connId: 'c-1', comments: 'hola' },
    ],
    [{}, { at: undefined, attempts: undefined, result: undefined, resultText: undefined, connId: undefined }],
  ])('of %j is %j', async (columns, expected) => {
    const window = await windowOf(envelope([{ customer_id: '7', ...columns }]));
    expect(window.row(0)).toMatchObject({ contact: { customerId: '7' }, ...expected });
    expect(unrecognized).toEqual([]);
  });

  it.each<[Row, object, string]>([
    [{ date: '05/11/2026 10:00' }, { at: undefined }, 'date'],
    [{ date: '2026-02-30 10:00:00' }, { at: undefined }, 'date'],
    [{ date: '2026-11-05T10:00:00-05:00' }, { at: undefined }, 'date'],
    [{ calls: 'tres' }, { attempts: undefined }, 'calls'],
    [{ calls: '-1' }, { attempts: undefined }, 'calls'],
    [{ result: 'CLEAN' }, { result: undefined, resultText: 'CLEAN' }, 'result'],
    [{ result: { a: 1 } }, { result: undefined, resultText: undefined }, 'result'],
    [{ conn_id: 2 ** 60 }, { connId: undefined }, 'conn_id'],
    [{ comment: ['x'] }, { comments: undefined }, 'comment'],
  ])('of %j is %j, and its column is reported', async (columns, expected, column) => {
    const window = await windowOf(
      envelope([
        { customer_id: '7', ...columns },
        { customer_id: '8', ...columns },
      ]),
    );
    expect(window.row(0)).toMatchObject(expected);
    expect(unrecognized).toEqual([['detail', column]]);
  });

  it.each([[{ customer_id: '' }], [{}], [{ customer_id: '9', campaign_id: '12870' }], [null], ['9'], [[]]])(
    'that is %j is not read, and counted',
    async (row) => {
      const window = await windowOf(envelope([row, { customer_id: '7', campaign_id: '01287' }]));
      expect(idsOf(window)).toEqual(['7']);
      expect(window).toMatchObject({ unreadRows: 1, isCut: false });
      expect(unrecognized).toEqual([['detail', 'row']]);
    },
  );
});

describe('readDetail response', () => {
  it.each<[string, string]>([
    ['an envelope', envelope([ROW])],
    ['an envelope whose data is first', `{"data":[${JSON.stringify(ROW)}],"msg":"ok","error":null,"code":200}`],
    ['an envelope without a code', JSON.stringify({ data: [ROW] })],
    ['a bare array', JSON.stringify([ROW])],
    ['an object with digits as keys', envelope({ 3: ROW })],
    ['a bare object with digits as keys', JSON.stringify({ 3: ROW })],
    ['one row', envelope(ROW)],
    ['a list after a byte order mark', `\ufeff\n${envelope([ROW])}\n`],
  ])('that is %s has its rows', async (_what, body) => {
    const window = await windowOf(body);
    expect(idsOf(window)).toEqual(['007']);
    expect(window).toMatchObject({ isCut: false, unreadRows: 0 });
  });

  it.each<[string, string, AnswerParts]>([
    [
      '"Validate dates entered"',
      JSON.stringify({ code: '404', msg: 'Validate dates entered' }),
      { status: '404 Not Found' },
    ],
    ['"Validate dates entered" with 200', JSON.stringify({ code: '404', msg: 'Validate dates entered', data: [] }), OK],
    [
      '"No records were found"',
      JSON.stringify({ code: '404', msg: 'No records were found' }),
      { status: '404 Not Found' },
    ],
    ['an empty list', envelope([]), OK],
    ['a bare empty list', '[]', OK],
    ['a list that is missing', JSON.stringify({ code: 200, msg: 'ok', data: '' }), OK],
  ])('that is %s is an empty window', async (_what, body, parts) => {
    const window = await windowOf(body, parts);
    expect(window).toMatchObject({ count: 0, isCut: false, unreadRows: 0, bytes: 0 });
    expect(window.indexAfter({ at: undefined, hash: '0000000000000000', ordinal: 0 })).toBe(0);
  });

  it.each<[string, string | Buffer, AnswerParts, string]>([
    ['HTML', '<html>Bad gateway</html>', { status: '502 Bad Gateway' }, 'UNREACHABLE'],
    ['HTML with 200', '<html>[{"customer_id":"1"}]</html>', OK, 'UNREACHABLE'],
    ['nothing', '', OK, 'UNREACHABLE'],
    ['half a body', envelope([ROW, ROW]).slice(0, -40), OK, 'UNREACHABLE'],
    ['half a bare list', `[${JSON.stringify(ROW)},`, OK, 'UNREACHABLE'],
    ['a list with a broken row', `[${JSON.stringify(ROW)},{"customer_id":}]`, OK, 'UNREACHABLE'],
    ['two lists', `[${JSON.stringify(ROW)}][]`, OK, 'UNREACHABLE'],
    ['a text', envelope('rows'), OK, 'UNREACHABLE'],
    ['a list without a readable row', envelope([{ customer_name: 'Ana' }]), OK, 'UNREACHABLE'],
    ['rows that are counted but missing', envelope([], '3 records were found'), OK, 'UNREACHABLE'],
    [
      'an unknown campaign',
      JSON.stringify({ code: '404', msg: 'Campaign_id 1287 does not exist in your operation.' }),
      OK,
      'NOT_FOUND',
    ],
    [
      'an empty list with rows',
      JSON.stringify({ code: '404', msg: 'Validate dates entered', data: [ROW] }),
      OK,
      'UNREACHABLE',
    ],
    ['a bad token', JSON.stringify({ code: '403', msg: 'PLEASE VALIDATE TOKEN' }), OK, 'UPSTREAM_AUTHENTICATION'],
  ])('that is %s is a failure', async (_what, body, parts, code) => {
    expect(await failureOf(body, parts)).toBe(code);
  });

  it.each<[string, unknown[], number | undefined, string]>([
    ['as many rows as wolkvox returns at most', [{ customer_id: '1' }, { customer_id: '2' }], 2, 'ok'],
    [
      'fewer rows than its message counts',
      [{ customer_id: '1' }, { customer_id: '2' }],
      undefined,
      '3 records were found',
    ],
  ])('with %s is cut', async (_what, rows, maxRows, msg) => {
    expect(await windowOf(envelope(rows, msg), OK, { ...QUERY, maxRows })).toMatchObject({ count: 2, isCut: true });
  });

  it('never has the token of the operation in a row', async () => {
    const escaped = TOKEN.replace(/^./, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const window = await windowOf(`[{"customer_id":"1","comment":"a ${escaped}","opt1":"${TOKEN}"}]`);
    expect(window.row(0)).toMatchObject({ comments: 'a [secret]', contact: { optionalFields: ['[secret]'] } });
  });
});

describe('readDetail stream', () => {
  const many = Array.from({ length: 1_000 }, (_, i): Row => ({ ...ROW, customer_id: String(i), conn_id: `c-${i}` }));

  it.each<[string, (body: string) => Buffer, Readonly<Record<string, string>>]>([
    ['gzip', gzipSync, { 'content-encoding': 'gzip' }],
    ['x-gzip', gzipSync, { 'content-encoding': 'X-GZIP' }],
    ['deflate', deflateSync, { 'content-encoding': 'deflate' }],
    [
      'brotli',
      (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
      { 'content-encoding': 'br' },
    ],
    ['gzip twice', (body) => gzipSync(gzipSync(body)), { 'content-encoding': 'gzip, gzip' }],
    ['an encoding that is not known', (body) => Buffer.from(body), { 'content-encoding': 'none' }],
    [
      'ISO-8859-1',
      (body) => iconv.encode(body.replaceAll('🙂', ''), 'latin1'),
      { 'content-type': 'text/html; charset=iso-8859-1' },
    ],
    ['windows-1252 that is not declared', (body) => iconv.encode(body.replaceAll('🙂', '€'), 'windows-1252'), {}],
  ])('reads 1,000 rows in %s', async (_encoding, encode, headers) => {
    const window = await windowOf(encode(envelope(many, '1000 records were found')), { ...OK, headers });
    expect(window).toMatchObject({ count: 1_000, isCut: false, unreadRows: 0 });
    expect([...idsOf(window)].sort()).toEqual(many.map(({ customer_id }) => customer_id).sort());
    expect(window.row(999).contact).toMatchObject({ firstName: 'Ana "la Ñata"', lastName: 'Peña\\n' });
    expect(window.row(0).comments).toMatch(/^volver\na llamar [🙂€]?$/u);
  });

  it('reuses the connection, which a further call needs', async () => {
    await windowOf(envelope(many));
    const { opened } = upstream.connections();
    await windowOf(gzipSync(envelope(many)), { ...OK, headers: { 'content-encoding': 'gzip' } });
    await windowOf(envelope(many));
    expect(upstream.connections().opened).toBe(opened);
  });

  it.each<[string, Buffer, Readonly<Record<string, string>>]>([
    ['gzip that is cut', gzipSync(envelope(many)).subarray(0, -500), { 'content-encoding': 'gzip' }],
    ['gzip that is damaged', gzipSync(envelope(many)).fill(0x55, 2_000, 2_100), { 'content-encoding': 'gzip' }],
    ['no gzip', Buffer.from(envelope(many)), { 'content-encoding': 'gzip' }],
    ['raw deflate', deflateRawSync(envelope(many)), { 'content-encoding': 'deflate' }],
    ['more bytes that were promised but are missing', Buffer.from(envelope(many)), { 'content-length': '9999999' }],
  ])('fails for %s', async (_what, body, headers) => {
    const connectionsBefore = upstream.connections().opened;
    closeAfterAnswer = true;
    expect(await failureOf(body, { ...OK, headers })).toBe('UNREACHABLE');
    closeAfterAnswer = false;
    expect(upstream.connections().opened).toBeLessThanOrEqual(connectionsBefore + 1);
    expect((await windowOf(envelope([ROW]))).count).toBe(1);
  });

  it('reads no row twice if a lost call is repeated', async () => {
    const requestsBefore = upstream.requests.length;
    const half = envelope(many).slice(0, -1_000);
    bodies = [half, envelope(many)];
    const window = await windowOf(envelope(many), OK, QUERY, repeating);
    expect(window).toMatchObject({ count: 1_000, unreadRows: 0 });
    expect(upstream.requests).toHaveLength(requestsBefore + 2);
  });

  /** Reads the window of `many` with another limit of the endpoint. */
  const readWithin = async (limit: Partial<typeof readDetail>): Promise<Outcome<ResultWindow>> => {
    answer = { body: envelope(many), parts: OK };
    const operation = operationAt(upstream.url, { maxInFlight: 2 });
    const context = { caller: { id: 'test' }, record: () => undefined };
    return asReadFailure(await wolkvox.call(operation, { ...readDetail, ...limit }, QUERY, context));
  };
  const expectFirstRows = (outcome: Outcome<ResultWindow>, least: number, most: number): void => {
    if (!outcome.ok) throw new Error(`The window failed with ${outcome.failure.code}.`);
    expect(outcome.value).toMatchObject({ isCut: true, unreadRows: 0 });
    const ids = idsOf(outcome.value);
    expect(ids.length).toBeGreaterThan(least);
    expect(ids.length).toBeLessThan(most);
    expect([...ids].sort()).toEqual(
      many
        .slice(0, ids.length)
        .map(({ customer_id }) => customer_id)
        .sort(),
    );
  };

  it('is cut at the largest response if rows have arrived', async () => {
    const rowBytes = JSON.stringify(many[0]).length;
    // A part of the body has up to 64 KiB.
    expectFirstRows(await readWithin({ maxResponseBytes: 100_000 }), 30_000 / rowBytes, 100_000 / rowBytes);
  });

  it('fails at the largest response if no row has arrived', async () => {
    expect(await readWithin({ maxResponseBytes: 300 })).toMatchObject({ failure: { code: 'UNREACHABLE' } });
  });

  it('is cut if its rows need more memory than they may hold', async () => {
    const outcome = await readWithin({ receiveRows: () => new ResultRows('1287', 60_000, 50_000) });
    expectFirstRows(outcome, 50, 999);
    expect(outcome.ok && outcome.value.bytes).toBeLessThanOrEqual(50_000);
  });
});

describe('readDetail order', () => {
  const rows = fc.array(
    fc.record(
      {
        customer_id: fc.constantFrom('1', '2', '3'),
        date: fc.constantFrom('2026-11-05 10:00:00', '2026-11-05 10:00:01', '2026-11-06 00:00:00', '', 'soon'),
        comment: fc.constantFrom('', 'a'),
      },
      { requiredKeys: ['customer_id'] },
    ),
    { maxLength: 12 },
  );

  it('does not depend on the order in which wolkvox sends rows and columns', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer(), async (sent, seed) => {
        const shuffled =
          fc.sample(fc.shuffledSubarray(sent, { minLength: sent.length }), { numRuns: 1, seed })[0] ?? [];
        const reversed = shuffled.map((row) => Object.fromEntries(Object.entries(row).reverse()));
        const [one, other] = [await windowOf(envelope(sent)), await windowOf(envelope(reversed))];
        expect(keysOf(other)).toEqual(keysOf(one));
        expect(indices(other).map((n) => other.row(n))).toEqual(indices(one).map((n) => one.row(n)));
      }),
      { numRuns: 100 },
    );
  });

  it('is newest first, rows without a time last, and numbers equal rows', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (sent) => {
        const window = await windowOf(envelope(sent));
        const keys = keysOf(window);
        const written = keys.map(({ at = '', hash, ordinal }) => [at, hash, ordinal] as const);
        const sorted = [...written].sort(
          ([at, hash, ordinal], [otherAt, otherHash, otherOrdinal]) =>
            otherAt.localeCompare(at) || hash.localeCompare(otherHash) || ordinal - otherOrdinal,
        );
        expect(written).toEqual(sorted);
        expect(new Set(written.map(String)).size).toBe(sent.length);
        expect(keys.map(({ at }) => at)).toEqual(indices(window).map((n) => window.row(n).at));
        for (const key of keys) expect(key.hash).toMatch(/^[0-9a-f]{16}$/);
      }),
      { numRuns: 100 },
    );
  });

  it('finds the row after a key, also if the row of the key no longer exists', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), async (sent, kept) => {
        const all = await windowOf(envelope(sent));
        const part = await windowOf(envelope(sent.filter((_, i) => kept[i])));
        const isAfter = (key: ResultKey, other: ResultKey): boolean =>
          (key.at ?? '') !== (other.at ?? '')
            ? (key.at ?? '') < (other.at ?? '')
            : key.hash !== other.hash
              ? key.hash > other.hash
              : key.ordinal > other.ordinal;
        for (const [n, key] of keysOf(all).entries()) {
          expect(all.indexAfter(key)).toBe(n + 1);
          const next = keysOf(part).findIndex((other) => isAfter(other, key));
          expect(part.indexAfter(key)).toBe(next < 0 ? part.count : next);
        }
      }),
      { numRuns: 100 },
    );
  });
});
