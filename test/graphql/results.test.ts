import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { DEFAULT_FACTS, startDetailUpstream, type DetailUpstream } from '../support/detail-upstream.js';
import { startProduct, type Answer, type Product } from '../support/product.js';
import { wallClock } from '../support/result-times.js';

let upstream: DetailUpstream;
let product: Product;
const started: Product[] = [];
beforeEach(async () => {
  upstream = await startDetailUpstream(3);
});
afterEach(async () => {
  for (const one of started.splice(0)) await one.close();
  await upstream.close();
});

async function start(variables: Record<string, string> = {}): Promise<Product> {
  product = await startProduct(upstream.url, variables);
  started.push(product);
  return product;
}

/** A span whose windows all ended more than a day ago. */
const NOVEMBER = { from: '2025-11-01T00:00:00', to: '2025-11-30T23:59:59' };
const YEAR = { from: '2024-11-15T00:00:00', to: '2025-11-14T23:59:59' };

const PAGE = `query ($id: ID! = "default:1", $from: CampaignTime!, $to: CampaignTime!, $first: Int = 50, $after: String) {
  campaign(id: $id) {
    results(from: $from, to: $to, first: $first, after: $after) {
      complete nodes { customerId at } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;

interface Page {
  readonly complete: boolean;
  readonly nodes: readonly { readonly customerId: string; readonly at: string | null }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const pageOf = ({ data, errors }: Answer): Page => {
  expect(errors).toBeUndefined();
  return (data as { campaign: { results: Page } }).campaign.results;
};
const read = async (variables: Record<string, unknown>): Promise<Page> => pageOf(await product.query(PAGE, variables));
const idsOf = ({ nodes }: Page): string[] => nodes.map(({ customerId }) => customerId);
const addRows = (rows: readonly (readonly [customerId: string, time: string])[], campaign = '1'): void => {
  const known = upstream.reports.get(campaign) ?? [];
  const added = rows.map(([customer_id, time]) => ({ time, row: { customer_id, date: time } }));
  upstream.reports.set(campaign, [...known, ...added]);
};

describe('Campaign.results', () => {
  it('returns every column that wolkvox reports, and the contact', async () => {
    await start();
    const row = {
      customer_id: 'CC-1',
      customer_name: 'Ana',
      customer_last_name: 'Rojas',
      tel1: '93001234567',
      opt1: 'Mora',
      telephone: '93001234567',
      date: '2025-11-05 10:00:01',
      calls: '3',
      result: 'NO-ANSWER',
      cod_act: 'PROMESA',
      cod_act_2: 'PAGO',
      comments: 'Llamar después',
      agent_id: '20134',
      conn_id: 'a-1',
    };
    upstream.reports.set('1', [{ time: '2025-11-05 10:00:01', row }]);
    const { data } = await product.query(
      `query ($from: CampaignTime!, $to: CampaignTime!) { campaign(id: "default:1") { results(from: $from, to: $to) {
        complete
        edges { cursor node { customerId phone at attempts result resultText activityCode secondActivityCode comments
          agentId connId contact { customerId firstName lastName phones optionalFields extraPhone } } } } } }`,
      NOVEMBER,
    );
    expect(data).toEqual({
      campaign: {
        results: {
          complete: true,
          edges: [
            {
              cursor: expect.any(String),
              node: {
                customerId: 'CC-1',
                phone: '93001234567',
                at: '2025-11-05T10:00:01',
                attempts: 3,
                result: 'NO_ANSWER',
                resultText: 'NO-ANSWER',
                activityCode: 'PROMESA',
                secondActivityCode: 'PAGO',
                comments: 'Llamar después',
                agentId: '20134',
                connId: 'a-1',
                contact: {
                  customerId: 'CC-1',
                  firstName: 'Ana',
                  lastName: 'Rojas',
                  phones: ['93001234567'],
                  optionalFields: ['Mora'],
                  extraPhone: null,
                },
              },
            },
          ],
        },
      },
    });
  });

  it('sends the type, the campaign, and a window of at most 30 days and one second', async () => {
    await start();
    await read(NOVEMBER);
    const url = new URL(upstream.seen.find((seen) => seen.url.includes('api=detail'))?.url ?? '', 'http://localhost');
    expect(url.pathname).toBe('/api/v2/campaign.php');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      api: 'detail',
      type_campaign: 'predictive',
      campaign_id: '1',
      date_ini: '20251101000000',
      date_end: '20251201000000',
    });
  });

  it('reads the newest window first, and only as many as the page needs', async () => {
    await start();
    addRows([
      ['new', '2025-11-10 10:00:00'],
      ['old', '2025-01-10 10:00:00'],
    ]);
    const first = await read({ ...YEAR, first: 1 });
    expect([idsOf(first), first.pageInfo.hasNextPage, upstream.asked.length]).toEqual([['new'], true, 1]);
    const next = await read({ ...YEAR, first: 1, after: first.pageInfo.endCursor });
    expect([idsOf(next), next.pageInfo.hasNextPage]).toEqual([['old'], true]);
    // The year has 13 windows. The last ones are read only by a page that has no row to return.
    expect(upstream.asked.length).toBe(11);
    const last = await read({ ...YEAR, first: 1, after: next.pageInfo.endCursor });
    expect(last).toEqual({
      complete: true,
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
    expect(upstream.asked.length).toBe(13);
    const bounds = upstream.asked.map(({ from, to }) => [from, to]);
    expect(bounds.at(0)).toEqual(['2025-10-16 00:00:00', '2025-11-15 00:00:00']);
    for (const [n, [from]] of bounds.entries()) expect(bounds[n + 1]?.[1] ?? YEAR.from.replace('T', ' ')).toBe(from);
  });

  it.each([true, false])(
    'has a row at a bound of windows once, if wolkvox includes the end of a window: %s',
    async (includesEnd) => {
      await start();
      upstream.facts = { ...DEFAULT_FACTS, includesEnd };
      addRows([
        ['last', '2025-11-14 23:59:59'],
        ['bound', '2025-10-16 00:00:00'],
        ['before', '2025-10-15 23:59:59'],
        ['first', '2024-11-15 00:00:00'],
        ['outside', '2025-11-15 00:00:00'],
      ]);
      expect(idsOf(await read(YEAR))).toEqual(['last', 'bound', 'before', 'first']);
    },
  );

  it('converts instants to the clock of the operation', async () => {
    await start();
    await read({ from: '2025-11-01T05:00:00Z', to: '2025-11-02T04:59:59Z' });
    expect(upstream.asked).toEqual([
      { campaign: '1', from: '2025-11-01 00:00:00', to: '2025-11-02 00:00:00', rows: 0 },
    ]);
  });

  it('does not ask for a time after tomorrow', async () => {
    await start();
    await read({ from: wallClock(-86_400), to: '2099-12-31T23:59:59' });
    const to = upstream.asked[0]?.to ?? '';
    expect(to > wallClock(86_000).replace('T', ' ') && to < wallClock(86_800).replace('T', ' ')).toBe(true);
    upstream.asked.length = 0;
    expect((await read({ from: '2098-01-01T00:00:00', to: '2099-12-31T23:59:59' })).pageInfo.hasNextPage).toBe(false);
    expect(upstream.asked).toEqual([]);
  });
});

describe('arguments', () => {
  it.each([
    ['from', { from: '2025-11-31T00:00:00' }],
    ['from', { from: '08:00' }],
    ['from', { from: '2025-11-01T00:00:00.5' }],
    ['to', { to: 'mañana' }],
    ['from must not be later', { from: '2025-12-01T00:00:00' }],
    ['first', { first: -1 }],
    ['first', { first: 1001 }],
    ['after', { after: 'x' }],
    ['after', { after: Buffer.from('[1]').toString('base64url') }],
  ])('%s is rejected, and nothing is sent: %j', async (name, variables) => {
    await start();
    await read(NOVEMBER);
    upstream.asked.length = 0;
    const { data, errors } = await product.query(PAGE, { ...NOVEMBER, ...variables });
    expect([data, errors?.map(({ extensions, path }) => [extensions, path])]).toEqual([
      { campaign: null },
      [[{ code: 'BAD_USER_INPUT' }, ['campaign', 'results']]],
    ]);
    expect(errors?.[0]?.message).toContain(name);
    expect(upstream.asked).toEqual([]);
  });

  it('a cursor of another campaign or span is rejected', async () => {
    await start();
    addRows([
      ['a', '2025-11-05 10:00:00'],
      ['b', '2025-11-04 10:00:00'],
    ]);
    const { pageInfo } = await read({ ...NOVEMBER, first: 1 });
    const after = pageInfo.endCursor;
    for (const other of [{ id: 'default:2' }, { from: '2025-11-02T00:00:00' }, { to: '2025-11-29T00:00:00' }]) {
      const { errors } = await product.query(PAGE, { ...NOVEMBER, after, ...other });
      expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    }
    expect(idsOf(await read({ ...NOVEMBER, after }))).toEqual(['b']);
  });

  it('no row is requested: nothing is sent', async () => {
    await start();
    const page = await read({ ...NOVEMBER, first: 0 });
    expect([page.nodes, page.pageInfo.hasNextPage, upstream.asked]).toEqual([[], true, []]);
  });
});

describe('a report that is cut', () => {
  it('is read in parts, and the pages are complete', async () => {
    await start({ RESULTS_ROW_CAP: '4' });
    upstream.facts = { ...DEFAULT_FACTS, cap: 4 };
    const rows = Array.from({ length: 10 }, (_, n) => [`${n}`, `2025-11-${30 - n} 10:00:00`] as const);
    addRows(rows);
    const page = await read(NOVEMBER);
    expect([idsOf(page), page.complete]).toEqual([rows.map(([id]) => id), true]);
    expect(upstream.asked[0]?.rows).toBe(4);
  });

  it('is not complete if it is of one hour', async () => {
    await start({ RESULTS_ROW_CAP: '4' });
    upstream.facts = { ...DEFAULT_FACTS, cap: 4 };
    addRows(Array.from({ length: 6 }, (_, n) => [`${n}`, '2025-11-10 10:00:00'] as const));
    addRows([['other', '2025-11-02 10:00:00']]);
    const page = await read({ ...NOVEMBER, first: 2 });
    expect(page.complete).toBe(false);
    const rest = await read({ ...NOVEMBER, after: page.pageInfo.endCursor });
    expect([...idsOf(page), ...idsOf(rest)]).toHaveLength(5);
    expect(idsOf(rest).at(-1)).toBe('other');
    const shortest = upstream.asked.map(({ from, to }) => Date.parse(`${to}Z`) - Date.parse(`${from}Z`));
    expect(Math.min(...shortest)).toBeGreaterThanOrEqual(3_600_000);
  });

  it('ends the page early if the request may make no more calls, and the next page goes on', async () => {
    await start({ RESULTS_ROW_CAP: '4', LIMIT_UPSTREAM_CALLS: '3' });
    upstream.facts = { ...DEFAULT_FACTS, cap: 4 };
    const rows = Array.from({ length: 20 }, (_, n) => [`${n}`, `2025-11-${30 - n} 10:00:00`] as const);
    addRows(rows);
    const ids: string[] = [];
    let after: string | null = null;
    for (let calls = 0, pages = 0; pages < 20; pages += 1) {
      const page: Page = await read({ ...NOVEMBER, after });
      expect(upstream.seen.length - calls).toBeLessThanOrEqual(3);
      calls = upstream.seen.length;
      ids.push(...idsOf(page));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
      expect(after).not.toBeNull();
    }
    expect(ids).toEqual(rows.map(([id]) => id));
  });
});

describe('a reading that fails', () => {
  const FAILURE = { status: 404, body: { code: '404', error: 'Not Found', msg: 'Sorry', data: [] } };

  it('is an error if the page has no row, and the campaign is null', async () => {
    await start();
    upstream.next.push(() => FAILURE);
    const { data, errors } = await product.query(PAGE, NOVEMBER);
    expect([data, errors?.map(({ extensions, path }) => [extensions, path])]).toEqual([
      { campaign: null },
      [
        [
          expect.objectContaining({ code: 'REJECTED', retryable: false, upstreamCode: 404, upstreamMessage: 'Sorry' }),
          ['campaign', 'results'],
        ],
      ],
    ]);
  });

  it('ends a page that has rows, and the next page begins with it', async () => {
    await start();
    addRows([
      ['new', '2025-11-10 10:00:00'],
      ['old', '2025-10-10 10:00:00'],
    ]);
    upstream.next.push(
      () => undefined,
      () => FAILURE,
    );
    const page = await read(YEAR);
    expect([idsOf(page), page.pageInfo.hasNextPage]).toEqual([['new'], true]);
    upstream.next.push(() => FAILURE);
    const failed = await product.query(PAGE, { ...YEAR, after: page.pageInfo.endCursor });
    expect(failed.errors?.[0]?.extensions.code).toBe('REJECTED');
    expect(idsOf(await read({ ...YEAR, after: page.pageInfo.endCursor }))).toEqual(['old']);
  });

  it.each([
    ['HTML', { status: 200, body: '<html>Service down</html>' }],
    ['half a body', { status: 200, body: '{"code":"200","data":[{"customer_id":"1"' }],
  ])('is UNREACHABLE for %s', async (_, answer) => {
    await start();
    upstream.next.push(() => answer);
    const { errors } = await product.query(PAGE, NOVEMBER);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNREACHABLE', retryable: true });
  });
});

describe('the type of a campaign', () => {
  it('must be recognized: otherwise nothing is sent', async () => {
    await start();
    upstream.types.set('1', 'hybrid');
    const { data, errors } = await product.query(PAGE, NOVEMBER);
    expect([data, errors?.[0]?.extensions, upstream.asked]).toEqual([
      { campaign: null },
      expect.objectContaining({ code: 'UNREACHABLE', hint: expect.stringContaining('no type') }),
      [],
    ]);
  });

  it('is sent as wolkvox writes it', async () => {
    await start();
    upstream.types.set('1', 'Preview');
    await read(NOVEMBER);
    expect(upstream.seen.at(-1)?.url).toContain('type_campaign=preview');
  });
});

describe('stored windows', () => {
  const read2 = async (other: Product, variables: Record<string, unknown>) =>
    pageOf(await other.query(PAGE, variables));

  it('that ended more than a day ago serve later requests', async () => {
    await start();
    addRows([['a', '2025-11-05 10:00:00']]);
    for (let n = 0; n < 3; n += 1) expect(idsOf(await read(NOVEMBER))).toEqual(['a']);
    expect(upstream.asked).toHaveLength(1);
  });

  it('of today are read anew, except for the next page', async () => {
    await start();
    const span = { from: wallClock(-86_400), to: wallClock(3_600) };
    addRows([
      ['a', wallClock(-60).replace('T', ' ')],
      ['b', wallClock(-120).replace('T', ' ')],
    ]);
    const page = await read({ ...span, first: 1 });
    expect(idsOf(await read({ ...span, first: 1, after: page.pageInfo.endCursor }))).toEqual(['b']);
    expect(upstream.asked).toHaveLength(1);
    addRows([['c', wallClock(-30).replace('T', ' ')]]);
    expect(idsOf(await read(span))).toEqual(['c', 'a', 'b']);
    expect(upstream.asked).toHaveLength(2);
  });

  it('are read anew with CACHE_TTL_MS=0, except for the next page', async () => {
    await start({ CACHE_TTL_MS: '0' });
    addRows([
      ['a', '2025-11-05 10:00:00'],
      ['b', '2025-11-04 10:00:00'],
    ]);
    const page = await read({ ...NOVEMBER, first: 1 });
    expect(idsOf(await read({ ...NOVEMBER, after: page.pageInfo.endCursor }))).toEqual(['b']);
    expect(upstream.asked).toHaveLength(1);
    await read(NOVEMBER);
    expect(upstream.asked).toHaveLength(2);
  });

  it('are one reading for concurrent requests, and for all fields of a request', async () => {
    await start({ CACHE_TTL_MS: '0' });
    addRows([
      ['a', '2025-11-05 10:00:00'],
      ['b', '2025-11-04 10:00:00'],
    ]);
    const both = `query ($from: CampaignTime!, $to: CampaignTime!) { campaign(id: "default:1") {
      one: results(from: $from, to: $to, first: 1) { nodes { customerId } }
      two: results(from: $from, to: $to, first: 2) { nodes { customerId } } } }`;
    const answers = await Promise.all([product.query(both, NOVEMBER), product.query(both, NOVEMBER)]);
    for (const { data } of answers)
      expect(data).toEqual({
        campaign: { one: { nodes: [{ customerId: 'a' }] }, two: { nodes: [{ customerId: 'a' }, { customerId: 'b' }] } },
      });
    expect(upstream.asked).toHaveLength(1);
  });

  it('belong to their campaign', async () => {
    await start();
    addRows([['a', '2025-11-05 10:00:00']]);
    addRows([['b', '2025-11-05 10:00:00']], '2');
    expect(idsOf(await read(NOVEMBER))).toEqual(['a']);
    expect(idsOf(await read({ ...NOVEMBER, id: 'default:2' }))).toEqual(['b']);
  });

  it('are not needed by a cursor: another server goes on at the same row', async () => {
    await start();
    const other = product;
    await start();
    addRows([
      ['a', '2025-11-05 10:00:00'],
      ['b', '2025-11-05 10:00:00'],
      ['c', '2025-11-04 10:00:00'],
    ]);
    const page = await read({ ...NOVEMBER, first: 1 });
    addRows([['new', '2025-11-06 10:00:00']]);
    const next = await read2(other, { ...NOVEMBER, after: page.pageInfo.endCursor });
    expect([...idsOf(page), ...idsOf(next)].sort()).toEqual(['a', 'b', 'c']);
  });
});

describe('the response', () => {
  it('is not cached', async () => {
    await start();
    const { headers } = await product.query(PAGE, NOVEMBER);
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('upstream cost', () => {
  const ids = (count: number, first: number, span: object = YEAR) => ({ first, count, ...span });
  const LIST = `query ($first: Int!, $from: CampaignTime!, $to: CampaignTime!) {
    campaigns(first: $first) { nodes { results(from: $from, to: $to, first: 5) { complete } } } }`;

  it('of a hundred campaigns is rejected before anything is sent, with what is allowed', async () => {
    await start();
    const { data, errors } = await product.query(LIST, { ...ids(100, 100), ...NOVEMBER });
    expect([data, upstream.seen]).toEqual([undefined, []]);
    expect(errors).toEqual([
      {
        message:
          'The operation needs more than 20 calls to wolkvox. None was made. Split the request. `results` needs a call for each campaign and each 30 days from `from` to `to`. Request fewer campaigns or a shorter span. At most 19 of the calls can be for this.',
        extensions: { code: 'LIMIT_EXCEEDED', limit: 'upstreamCalls', allowed: 20 },
      },
    ]);
  });

  it('is a call for each campaign and 30 days, and one for the list', async () => {
    await start({ LIMIT_UPSTREAM_CALLS: '4' });
    const { data } = await product.query(LIST, { first: 3, ...NOVEMBER });
    expect(data).toEqual({ campaigns: { nodes: Array(3).fill({ results: { complete: true } }) } });
    expect(upstream.seen).toHaveLength(4);
    // The list is cached now.
    const { errors } = await product.query(LIST, { first: 3, from: '2025-10-01T00:00:00', to: '2025-11-30T23:59:59' });
    expect(errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
    expect(upstream.seen).toHaveLength(4);
  });

  it('counts aliases with other arguments, and an alias with the same arguments once', async () => {
    await start({ LIMIT_UPSTREAM_CALLS: '2' });
    const alias = (name: string, from: string) =>
      `${name}: results(from: "${from}", to: "2025-11-30T23:59:59") { complete }`;
    const of = (...aliases: string[]) => product.query(`{ campaign(id: "default:1") { ${aliases.join(' ')} } }`);
    const [same, others] = [
      await of(alias('a', NOVEMBER.from), alias('b', NOVEMBER.from)),
      await of(alias('a', NOVEMBER.from), alias('b', '2025-11-02T00:00:00'), alias('c', '2025-11-03T00:00:00')),
    ];
    expect(same.errors).toBeUndefined();
    expect(others.errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
  });

  it('of an entity is that of its results', async () => {
    await start({ LIMIT_UPSTREAM_CALLS: '2' });
    const entities = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Campaign {
      results(from: "2025-11-01T00:00:00", to: "2025-11-30T23:59:59") { complete } } } }`;
    const of = (...numbers: number[]) =>
      product.query(entities, { r: numbers.map((n) => ({ __typename: 'Campaign', id: `default:${n}` })) });
    expect((await of(1)).errors).toBeUndefined();
    expect((await of(1, 2, 3)).errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
  });

  it('of the next page is that of the rest of the span', async () => {
    await start({ LIMIT_UPSTREAM_CALLS: '25' });
    addRows([['a', '2025-11-10 10:00:00']]);
    const two = `query ($from: CampaignTime!, $to: CampaignTime!, $after: String) { campaign(id: "default:1") {
      a: results(from: $from, to: $to, after: $after) { complete }
      b: results(from: $from, to: $to, after: $after, first: 9) { complete } } }`;
    expect((await product.query(two, YEAR)).errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
    // After the first of 13 windows, 12 are left. Each counts twice, because the arguments differ.
    const page = await read({ ...YEAR, first: 1 });
    const { errors } = await product.query(two, { ...YEAR, after: page.pageInfo.endCursor });
    expect(errors).toBeUndefined();
  });

  it('counts the rows of a page as response fields', async () => {
    await start({ LIMIT_RESPONSE_FIELDS: '100' });
    expect((await product.query(PAGE, { ...NOVEMBER, first: 40 })).errors).toBeUndefined();
    const { errors } = await product.query(PAGE, { ...NOVEMBER, first: 50 });
    expect(errors?.[0]?.extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'responseFields', allowed: 100 });
  });
});
