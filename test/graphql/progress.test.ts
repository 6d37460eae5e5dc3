import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startProduct, type Answer, type Product } from '../support/product.js';
import { takeSteadyClock, type SteadyClock } from '../support/steady-clock.js';
import { startUpstream, type Scripted, type Upstream } from '../support/upstream.js';

const wrapped = (data: unknown): Scripted => ({ status: 200, body: { code: '200', error: null, msg: 'rows', data } });
const listed = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ campaign_id: String(i + 1), campaign_name: `c${i + 1}` }));
const boardRow = (id: number | string, more: object = {}) => ({ campaign: `${id} - c - Strategy (x)`, ...more });

let upstream: Upstream;
let product: Product;
/** Response of the board. */
let board: Scripted;
/** Campaigns of the list. */
let campaigns: object[];

beforeEach(async () => {
  campaigns = listed(3);
  board = wrapped([]);
  upstream = await startUpstream(({ url }) => {
    const { pathname } = new URL(url, upstream.url);
    return pathname.endsWith('/real_time.php') ? board : wrapped(campaigns);
  });
});
afterEach(async () => {
  await product.close();
  await upstream.close();
});

const start = async (variables: Record<string, string | undefined> = {}): Promise<void> => {
  product = await startProduct(upstream.url, variables);
};
const boardReads = (): string[] =>
  upstream.seen.flatMap(({ method, url }) => (url.includes('real_time') ? [`${method} ${url}`] : []));

const FIELDS = `status contactCount dialed pending answered unanswered busyOrFailed answeringMachines hits callsPerMinute
  penetration finished readAt`;
const PROGRESS = `query ($id: ID!) { campaign(id: $id) { progress { ${FIELDS} } } }`;
const ask = (id = 'default:1', document = PROGRESS): Promise<Answer> => product.query(document, { id });
const progressIn = ({ data, errors }: Answer): Record<string, unknown> | null => {
  expect(errors).toBeUndefined();
  return (data as { campaign: { progress: Record<string, unknown> | null } }).campaign.progress;
};

describe('Campaign.progress', () => {
  const ROW = boardRow(1, {
    status: 'started',
    records: '1240',
    clean: '0',
    dial: '1240',
    answer: '410',
    no_answer: '600',
    'busy/congestion/failed': '130',
    answer_machine: '100',
    hits: '33',
    calls_x_min: '14,5',
    penetration_day: '75.8%',
  });
  const VALUES = {
    status: 'STARTED',
    contactCount: 1240,
    dialed: 1240,
    pending: 0,
    answered: 410,
    unanswered: 600,
    busyOrFailed: 130,
    answeringMachines: 100,
    hits: 33,
    callsPerMinute: 14.5,
    penetration: 75.8,
    finished: true,
  };

  it.each<[string, Scripted]>([
    ['an envelope', wrapped([ROW])],
    ['a bare array', { status: 200, body: [ROW] }],
    ['an envelope without a code', { status: 200, body: { data: [ROW] } }],
    ['an object of PHP', wrapped({ 3: ROW })],
    ['a bare object of PHP', { status: 200, body: { 3: ROW } }],
  ])('shows every value of the board, sent as %s', async (_shape, answer) => {
    await start();
    board = answer;
    const before = Date.now();
    const progress = progressIn(await ask());
    expect(progress).toEqual({ ...VALUES, readAt: expect.any(String) });
    const readAt = Date.parse(String(progress?.readAt));
    expect(readAt).toBeGreaterThanOrEqual(before);
    expect(readAt).toBeLessThanOrEqual(Date.now());
    expect(boardReads()).toEqual(['GET /api/v2/real_time.php?api=campaigns']);
  });

  it('is null for values that are missing or not recognized, which are logged once', async () => {
    await start();
    board = wrapped([boardRow(1, { status: 'paused', records: 'many', dial: '-1', penetration_day: '101%' }), 'text']);
    const unknown = Object.fromEntries(Object.keys(VALUES).map((field) => [field, null]));
    const expected = { ...unknown, finished: false, readAt: expect.any(String) };
    expect(progressIn(await ask())).toEqual(expected);
    expect(progressIn(await ask())).toEqual(expected);
    const columns = product.logs().flatMap(({ api, column }) => (api === 'real_time' ? column : []));
    expect([...columns].sort()).toEqual(['dial', 'penetration_day', 'records', 'row', 'status']);
  });

  it('is that of the exact id, and null for a campaign that the board does not show', async () => {
    await start();
    campaigns = [
      ...['123', '0045', '9'].map((campaign_id) => ({ campaign_id, campaign_name: '1234' })),
      { campaign_id: '7', campaign_name: 'twice' },
    ];
    board = wrapped([
      boardRow(1234, { hits: '1' }),
      boardRow(12, { hits: '2' }),
      boardRow('00123', { hits: '3' }),
      boardRow(45, { hits: '4' }),
      boardRow(7, { hits: '5' }),
      boardRow(7, { hits: '6' }),
    ]);
    const { data, errors } = await product.query('{ campaigns { nodes { campaignId progress { hits } } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      campaigns: {
        nodes: [
          { campaignId: '7', progress: null },
          { campaignId: '9', progress: null },
          { campaignId: '0045', progress: { hits: 4 } },
          { campaignId: '123', progress: { hits: 3 } },
        ],
      },
    });
  });

  it.each<[string, Scripted]>([
    ['an empty envelope', wrapped([])],
    ['an empty bare array', { status: 200, body: [] }],
    [
      'a 404 without rows',
      { status: 404, body: { code: '404', error: 'error', msg: 'No records were found', data: [] } },
    ],
    [
      'labels of another form',
      wrapped([
        { campaign: 'Cobranza (1)', records: '5' },
        { campaign_id: '1', records: '5' },
      ]),
    ],
  ])('is null, without an error, for %s', async (_shape, answer) => {
    await start();
    board = answer;
    expect(progressIn(await ask())).toBeNull();
    expect(progressIn(await ask())).toBeNull();
    expect(boardReads()).toHaveLength(1);
  });

  it('is below references of other subgraphs, and in the result of a mutation', async () => {
    await start();
    board = wrapped([boardRow(1, { hits: '8' }), boardRow(2, { hits: '9' })]);
    const representations = ['default:2', 'default:1'].map((id) => ({ __typename: 'Campaign', id }));
    const { data } = await product.query(
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Campaign { progress { hits campaign { id } } } } }',
      { r: representations },
    );
    expect(data?._entities).toEqual([
      { progress: { hits: 9, campaign: { id: 'default:2' } } },
      { progress: { hits: 8, campaign: { id: 'default:1' } } },
    ]);
    const { data: stopped } = await product.query(
      `mutation { stopCampaign(input: { campaignId: "default:1" }) {
        ... on StopCampaignSuccess { campaign { status progress { hits } } } } }`,
    );
    // Every other call of this upstream is a success.
    expect(stopped).toMatchObject({ stopCampaign: { campaign: { progress: { hits: 8 } } } });
    expect(boardReads()).toHaveLength(1);
  });
});

describe('one reading of the board', () => {
  let clock: SteadyClock;
  beforeEach(() => {
    clock = takeSteadyClock();
  });
  afterEach(() => clock.restore());

  it('serves 1,000 concurrent reads: 50 requests with 20 fields each', async () => {
    await start();
    board = wrapped([boardRow(1, { hits: '7' }), boardRow(2, { hits: '8' })]);
    const aliases = Array.from({ length: 20 }, (_, i) => `f${i}`);
    const field = (alias: string, i: number) =>
      `${alias}: campaign(id: "default:${(i % 2) + 1}") { progress { hits } }`;
    const document = `{ ${aliases.map(field).join(' ')} }`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => product.query(document)));
    const expected = Object.fromEntries(aliases.map((alias, i) => [alias, { progress: { hits: 7 + (i % 2) } }]));
    for (const { data } of answers) expect(data).toEqual(expected);
    expect(boardReads()).toHaveLength(1);
  });

  it('is shown for PROGRESS_TTL_MS with the time of its reading, and then waited for', async () => {
    await start({ PROGRESS_TTL_MS: '5000' });
    board = wrapped([boardRow(1, { hits: '1' })]);
    const first = progressIn(await ask());
    board = wrapped([boardRow(1, { hits: '2' })]);
    expect(progressIn(await ask())).toMatchObject({ hits: 1 });
    clock.shift(4_000);
    const again = progressIn(await ask());
    expect(again?.hits).toBe(1);
    // The wall clock did not move, so the reading seems to be earlier.
    expect(Date.parse(String(again?.readAt))).toBeLessThan(Date.parse(String(first?.readAt)));
    clock.shift(5_001);
    expect(progressIn(await ask())).toMatchObject({ hits: 2 });
    expect(boardReads()).toHaveLength(2);
  });

  it('is not shown after its time: the next one fails with its reason, at one call in five seconds', async () => {
    await start();
    board = wrapped([boardRow(1, { hits: '1' })]);
    expect(progressIn(await ask())).toMatchObject({ hits: 1 });
    board = {
      status: 403,
      body: { code: '403', error: 'error', msg: 'The API is not available during the server backup' },
    };
    clock.shift(60_001);
    for (const answer of [await ask(), await ask()]) {
      expect(answer.data).toEqual({ campaign: { progress: null } });
      expect(answer.errors).toMatchObject([
        { path: ['campaign', 'progress'], extensions: { code: 'MAINTENANCE', retryable: true } },
      ]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    expect(boardReads()).toHaveLength(2);
    board = wrapped([boardRow(1, { hits: '3' })]);
    clock.shift(65_002);
    expect(progressIn(await ask())).toMatchObject({ hits: 3 });
  });

  it('is not read again for a write, and no response with progress is cached', async () => {
    await start();
    board = wrapped([boardRow(1, { hits: '1' })]);
    const { headers } = await ask();
    expect([headers.get('cache-control'), headers.get('age')]).toEqual(['no-store', '0']);
    await product.stop('default:1');
    await ask();
    expect(boardReads()).toHaveLength(1);
    // The list and the board have the same `api`, and are not confused.
    const { data } = await ask('default:1', 'query ($id: ID!) { campaign(id: $id) { name progress { hits } } }');
    expect(data).toEqual({ campaign: { name: 'c1', progress: { hits: 1 } } });
  });

  it('is counted by its source', async () => {
    await start();
    await ask();
    await ask();
    const metrics = await (await fetch(product.metricsUrl)).text();
    const counted = metrics.split('\n').filter((line) => line.includes('list="real_time"'));
    expect(counted.sort()).toEqual([
      'wolkvox_graphql_list_cache_requests_total{list="real_time",operation="default",result="hit"} 1',
      'wolkvox_graphql_list_cache_requests_total{list="real_time",operation="default",result="upstream"} 1',
    ]);
    expect(metrics).toContain(
      'wolkvox_graphql_upstream_calls_total{operation="default",api="real_time",outcome="success"} 1',
    );
  });
});

describe('the cost of progress', () => {
  it('is one call for all campaigns of an operation, and none while the board is fresh', async () => {
    await start({ LIMIT_UPSTREAM_CALLS: '1' });
    const document = '{ campaigns { nodes { progress { hits } } } }';
    const refused = await product.query(document);
    expect(refused.errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
    expect(upstream.seen).toHaveLength(0);
    // A list alone is within the limit. Then the board is.
    await product.query('{ campaigns { totalCount } }');
    for (const answer of [await product.query(document), await product.query(document)])
      expect(answer.errors).toBeUndefined();
    expect(boardReads()).toHaveLength(1);
  });
});
