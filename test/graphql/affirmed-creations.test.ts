import { gzipSync } from 'node:zlib';

import { describe, expect, it } from '@jest/globals';

import { closing, type Defer } from '../support/closing.js';
import { PREVIEW, startProduct } from '../support/product.js';
import { httpAnswer, startRawUpstream, type Answering } from '../support/raw-upstream.js';

/**
 * Process without known campaign ids, and its upstream: `creation` responds to a POST, `list` to the list of campaigns.
 * A lost creation is searched for the better part of a second, so the tests run at the same time.
 */
async function start(defer: Defer, creation: Answering, list: Answering) {
  const upstream = await startRawUpstream((exchange) =>
    (exchange.request.method === 'POST' ? creation : list)(exchange),
  );
  defer(() => upstream.close());
  const product = await startProduct(upstream.url, { WOLKVOX_RECONCILE: 'on', WOLKVOX_SLOT_LEASE_MS: '100' });
  defer(() => product.close());
  return {
    upstream,
    product,
    posts: () => upstream.requests.filter(({ method }) => method === 'POST').length,
    /** Sends the same creation twice with one key, and returns both results. */
    createTwice: async () => {
      const results = [];
      for (let times = 0; times < 2; times += 1) {
        const { data } = await product.create({ ...PREVIEW, idempotencyKey: 'one' });
        results.push(data?.createCampaign);
      }
      return results;
    },
  };
}

const sends =
  (bytes: string | Buffer): Answering =>
  ({ socket }) =>
    socket.write(bytes);
const ends =
  (bytes: string | Buffer): Answering =>
  ({ socket }) =>
    socket.end(bytes);
const json = (status: string, body: object): Buffer => httpAnswer(JSON.stringify(body), { status });

const UNKNOWN = { __typename: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN', candidates: [] };
const NOT_CREATED = { __typename: 'WolkvoxUnavailable', code: 'UNREACHABLE' };

const CREATED = {
  code: 201,
  error: null,
  msg: 'The # campaign_id has been created successfully',
  data: [{ id_campaign: '1287', name_campaign: PREVIEW.name }],
};
const TEXT = JSON.stringify(CREATED);
const REFUSED = { code: 400, error: 'BAD REQUEST', msg: 'SOME PARAMETERS ARE REQUIRED' };
const WARNING = '<br />\n<b>Warning</b>:  Undefined index in <b>campaign.php</b> on line <b>7</b><br />\n';
const head = (status: string, length = 999): string => `HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n\r\n`;
const gzip = (bytes: Buffer, status = '201 Created') =>
  httpAnswer(bytes, { status, headers: { 'Content-Encoding': 'gzip' } });

/** Stale list without the campaign that was created. */
const LIST = sends(
  json('200 OK', {
    code: '200',
    error: null,
    msg: '1 records were found',
    data: [{ campaign_id: '17', campaign_name: 'Otra', type_campaign: 'predictive' }],
  }),
);

describe('confirmed creations', () => {
  it.concurrent.each<[string, Answering]>([
    ['a warning of PHP before the JSON', sends(httpAnswer(WARNING + TEXT))],
    ['text behind the JSON', sends(httpAnswer(`${TEXT}<br />`))],
    ['JSON that was cut', sends(httpAnswer(TEXT.slice(0, -20)))],
    ['no body', sends(httpAnswer(''))],
    ['blanks', sends(httpAnswer(' \r\n'))],
    ['a page', sends(httpAnswer('<html><body>OK</body></html>'))],
    ['UTF-16', sends(httpAnswer(Buffer.from(TEXT, 'utf16le')))],
    ['more than may come', sends(httpAnswer(TEXT + ' '.repeat(1024 * 1024)))],
    ['text with a gzip header', sends(gzip(Buffer.from(TEXT)))],
    ['gzip that was cut', sends(gzip(gzipSync(TEXT).subarray(0, -12)))],
    ['gzip without a header', sends(httpAnswer(gzipSync(TEXT)))],
    [
      'an encoding that was not asked for',
      sends(httpAnswer(gzipSync(TEXT), { headers: { 'Content-Encoding': 'zstd' } })),
    ],
    ['a connection that ends within the body', ends(head('201 Created') + TEXT)],
    ['a connection that ends before the body', ends(head('201 Created'))],
    ['a connection that ends within the head', ends('HTTP/1.1 201 Created\r\nContent-Le')],
    [
      'an interim answer before a connection that ends within the body',
      ends(`HTTP/1.1 103 Early Hints\r\n\r\n${head('201 Created')}{`),
    ],
    ['no envelope', sends(json('201 Created', ['created']))],
    ['no code', sends(json('201 Created', { ...CREATED, code: null }))],
    ['no data', sends(json('201 Created', { ...CREATED, data: undefined }))],
    ['a code 400', sends(json('201 Created', REFUSED))],
    ['a code 403 that would be repeated', sends(json('201 Created', { ...REFUSED, code: 403, msg: 'Server backup' }))],
    ['a code 500', sends(json('201 Created', { ...REFUSED, code: 500 }))],
  ])(
    'a creation confirmed by HTTP 201 stays unknown with %s, even if the list lacks the campaign',
    closing(async (defer, _what: string, creation: Answering) => {
      const { createTwice, posts } = await start(defer, creation, LIST);
      for (const result of await createTwice()) expect(result).toMatchObject(UNKNOWN);
      expect(posts()).toBe(1);
    }),
  );

  it.concurrent.each<[string, Answering]>([
    ['HTTP 200 without a body', sends(httpAnswer('', { status: '200 OK' }))],
    ['HTTP 200 and a page', sends(httpAnswer(WARNING, { status: '200 OK' }))],
    ['HTTP 202 and a body that was cut', ends(head('202 Accepted') + TEXT.slice(0, 9))],
    ['HTTP 202 around a refusal', sends(json('202 Accepted', REFUSED))],
    ['HTTP 204', sends('HTTP/1.1 204 No Content\r\n\r\n')],
    ['HTTP 206 and gzip that was cut', sends(gzip(gzipSync(TEXT).subarray(0, -12), '206 Partial Content'))],
    ['a code 201 inside HTTP 500', sends(json('500 Internal Server Error', CREATED))],
    ['a code 201 inside HTTP 500, with a page behind it', sends(httpAnswer(TEXT + WARNING, { status: '500 Oops' }))],
    ['a code "201" inside HTTP 302', sends(json('302 Found', { ...CREATED, code: '201', data: null }))],
    [
      'a number of a campaign inside HTTP 502 in text that is cut',
      sends(httpAnswer('x"id_campaing": "1287', { status: '502 Bad' })),
    ],
  ])(
    'a creation confirmed by %s stays unknown, even if the list lacks the campaign',
    closing(async (defer, _what: string, creation: Answering) => {
      const { createTwice, posts } = await start(defer, creation, LIST);
      for (const result of await createTwice()) expect(result).toMatchObject(UNKNOWN);
      expect(posts()).toBe(1);
    }),
  );

  it.concurrent(
    'a confirmed creation succeeds if the list has it as the only new campaign',
    closing(async (defer) => {
      const row = { campaign_name: PREVIEW.name, type_campaign: 'preview', skill_id: PREVIEW.skillId };
      const rows = [{ campaign_id: '17', campaign_name: 'Otra', type_campaign: 'predictive' }];
      const { product, createTwice, posts } = await start(
        defer,
        (exchange) => {
          rows.push({ ...row, campaign_id: '18' });
          ends(head('201 Created') + TEXT)(exchange);
        },
        ({ socket }) => socket.write(json('200 OK', { code: '200', error: null, msg: '', data: rows })),
      );
      await product.query('{ campaigns { totalCount } }');
      for (const result of await createTwice())
        expect(result).toMatchObject({ __typename: 'CreateCampaignSuccess', campaign: { campaignId: '18' } });
      expect(posts()).toBe(1);
    }),
  );

  it.concurrent.each<[string, Answering]>([
    ['no byte of an answer', ({ reset }) => reset()],
    ['a page with HTTP 502', sends(httpAnswer('<html>502</html>', { status: '502 Bad Gateway' }))],
    ['a page with HTTP 502 that was cut', ends(`${head('502 Bad Gateway')}<html>`)],
    ['a page with HTTP 403', sends(httpAnswer('<html>403</html>', { status: '403 Forbidden' }))],
    ['a code 500 inside HTTP 500', sends(json('500 Internal Server Error', { ...REFUSED, code: 500 }))],
  ])(
    '%s confirms no creation, so the list decides',
    closing(async (defer, _what: string, creation: Answering) => {
      const { createTwice, posts } = await start(defer, creation, LIST);
      for (const result of await createTwice()) expect(result).toMatchObject(NOT_CREATED);
      expect(posts()).toBe(2);
    }),
  );

  it.concurrent(
    'a rejection in HTTP 200 confirms no creation, and the key is released',
    closing(async (defer) => {
      const { createTwice, posts } = await start(defer, sends(json('200 OK', REFUSED)), LIST);
      for (const result of await createTwice()) expect(result).toMatchObject({ code: 'REJECTED', upstreamCode: 400 });
      expect(posts()).toBe(2);
    }),
  );
});

const notFound = (msg?: string, more: object = {}): Answering =>
  sends(json('404 Not Found', { code: '404', error: 'Not Found', msg, ...more }));
const ROWS = [{ campaign_id: '17', campaign_name: 'Otra', type_campaign: 'predictive' }];

/** Responses to the list of campaigns that prove nothing about the campaigns. */
const NO_LISTS: readonly (readonly [string, Answering])[] = [
  ...[
    ...[
      'Not Found',
      '',
      'no route matches',
      'no Route matched with those values',
      'The requested resource was not found',
    ],
    ...['Campaign not found', 'Campaign_id 4711 does not exist in your operation.', 'The campaign is unknown'],
    ...['0 records has been added, please validate the data', '12 records were found', 'Validate dates entered'],
  ].map((msg): [string, Answering] => [`404 ${JSON.stringify(msg)}`, notFound(msg)]),
  ['404 without a msg', notFound()],
  ['404 "Not Found" with empty data', notFound('Not Found', { data: [] })],
  ['404 of another API', sends(json('404 Not Found', { message: 'no Route matched with those values' }))],
  ['404 with a page', sends(httpAnswer('<html>404 Not Found</html>', { status: '404 Not Found' }))],
  ['404 inside HTTP 200', sends(json('200 OK', { code: 404, error: 'Not Found', msg: 'Not Found' }))],
  ['404 in the words of an empty list, with rows', notFound('No records were found', { data: ROWS })],
  [
    '400 in the words of an empty list',
    sends(json('400 Bad Request', { code: 400, error: 'x', msg: 'No records were found' })),
  ],
  ['200 without the rows that it counts', sends(json('200 OK', { code: 200, msg: '1 records were found', data: [] }))],
  ['200 with fewer rows than it counts', sends(json('200 OK', { code: 200, msg: '2 records were found', data: ROWS }))],
];

describe('creation lost in a process without known campaign ids', () => {
  const cut: Answering = ({ reset }) => reset();

  it.concurrent.each(NO_LISTS)(
    'a lost creation stays unknown if the list is %s',
    closing(async (defer, _what: string, list: Answering) => {
      const { createTwice, posts } = await start(defer, cut, list);
      for (const result of await createTwice()) expect(result).toMatchObject(UNKNOWN);
      expect(posts()).toBe(1);
    }),
  );

  it.concurrent.each<[string, Answering]>([
    ['rows without it', LIST],
    ['no rows', sends(json('200 OK', { code: 200, error: null, msg: '0 records were found', data: [] }))],
    ['404 "No records were found"', notFound('No records were found')],
    ['404 "0 records were found"', notFound('0 records were found')],
    ['404 "No hay registros"', notFound('No hay registros')],
    ['404 "There are no campaigns in your operation."', notFound('There are no campaigns in your operation.')],
  ])(
    'a lost creation did not happen if the list has %s',
    closing(async (defer, _what: string, list: Answering) => {
      const { createTwice, posts } = await start(defer, cut, list);
      for (const result of await createTwice()) expect(result).toMatchObject(NOT_CREATED);
      expect(posts()).toBe(2);
    }),
  );

  it.concurrent.each<[string, object]>([
    ['no rows', { code: 200, error: null, msg: '0 records were found', data: [] }],
    ['an empty list in words', { code: 404, error: 'Not Found', msg: 'No records were found' }],
    ['another operation’s rows', { code: 200, error: null, msg: '', data: [{ ...ROWS[0], campaign_id: '3' }] }],
  ])(
    'a lost creation stays unknown if the list has %s after it had rows',
    closing(async (defer, _what: string, body: object) => {
      let lists = 0;
      const { createTwice, posts } = await start(defer, cut, (exchange) => {
        lists += 1;
        (lists === 1 ? LIST : sends(json('200 OK', body)))(exchange);
      });
      for (const result of await createTwice()) expect(result).toMatchObject(UNKNOWN);
      expect(posts()).toBe(1);
      expect(lists).toBe(2);
    }),
  );
});

describe('list reads', () => {
  const READ = '{ campaigns { totalCount } }';

  it.concurrent.each(NO_LISTS.filter(([what]) => !/Validate dates|fewer rows/.test(what)))(
    'a read fails if the list is %s, and the last list is returned as outdated',
    closing(async (defer, _what: string, list: Answering) => {
      let isBroken = true;
      const { upstream, product: first } = await start(defer, LIST, (exchange) => (isBroken ? list : LIST)(exchange));
      const { data, errors } = await first.query(READ);
      expect(data).toBeNull();
      expect(errors).toHaveLength(1);

      isBroken = false;
      const product = await startProduct(upstream.url, { CACHE_TTL_MS: '0' });
      defer(() => product.close());
      expect((await product.query(READ)).data).toEqual({ campaigns: { totalCount: 1 } });
      isBroken = true;
      const { data: last, text } = await product.query(READ);
      expect(last).toEqual({ campaigns: { totalCount: 1 } });
      expect(JSON.parse(text)).toMatchObject({
        extensions: { outdated: [{ list: 'campaigns', code: errors?.[0]?.extensions.code }] },
      });
    }),
  );

  it.concurrent.each(['No records were found', '0 records were found', 'Sin registros', 'Validate dates entered'])(
    'a read returns an empty list for 404 %j',
    closing(async (defer, msg: string) => {
      const { product } = await start(defer, LIST, notFound(msg));
      expect((await product.query('{ campaigns { totalCount } skills { id } }')).data).toEqual({
        campaigns: { totalCount: 0 },
        skills: [],
      });
    }),
  );
});
