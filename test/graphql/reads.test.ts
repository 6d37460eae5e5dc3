import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Answer, type Product } from '../support/product.js';
import { until } from '../support/until.js';

let simulator: Simulator;
let product: Product;
const started: Product[] = [];
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterEach(async () => {
  for (const one of started.splice(0)) await one.close();
  await simulator.close();
});

const start = async (variables: Record<string, string> = {}): Promise<void> => {
  product = await startProduct(simulator.url, variables);
  started.push(product);
};
const calls = (api: string): number => simulator.requests().filter(({ query }) => query.api === api).length;
const ask = async <Data>(document: string, variables?: Record<string, unknown>): Promise<Data> => {
  const { data, errors } = await product.query(document, variables);
  expect(errors).toBeUndefined();
  return data as Data;
};
const NAMES = '{ campaigns { nodes { name } } }';
const names = (data: unknown) =>
  (data as { campaigns: { nodes: { name: string }[] } }).campaigns.nodes.map(({ name }) => name);

/** List that wolkvox may return, row by row. */
const listed = (data: unknown) => ({ status: 200, body: { code: '200', error: null, msg: 'rows', data } });

describe('campaign', () => {
  const EVERYTHING = `id campaignId operation { id timeZone } name type description status contactCount speed dialMode
    lastUsedAt recycleCount turboDial skill { id skillId name description lastUsedAt operation { id } }`;

  it('returns every column of the list, and every column of its skill', async () => {
    await start();
    simulator.addSkill({ name: 'Cartera', description: 'Mora', skillId: '77', lastUse: '2026-11-20 07:05:09' });
    const id = simulator.addCampaign({
      name: 'Cobranza',
      type: 'predictive',
      description: 'Clientes con saldo',
      skillId: '77',
      status: 'Started',
      records: '1200',
      speed: '35',
      dialMode: 'strategy',
      lastUse: '2026-11-22 18:30:00',
      recycled: '4',
      turboDial: 'yes',
    });
    const { campaign } = await ask<{ campaign: unknown }>(`{ campaign(id: "default:${id}") { ${EVERYTHING} } }`);
    expect(campaign).toEqual({
      id: `default:${id}`,
      campaignId: id,
      operation: { id: 'default', timeZone: 'America/Bogota' },
      name: 'Cobranza',
      type: 'PREDICTIVE',
      description: 'Clientes con saldo',
      status: 'STARTED',
      contactCount: 1200,
      speed: 35,
      dialMode: 'strategy',
      lastUsedAt: '2026-11-22T18:30:00',
      recycleCount: 4,
      turboDial: true,
      skill: {
        id: 'default:77',
        skillId: '77',
        name: 'Cartera',
        description: 'Mora',
        lastUsedAt: '2026-11-20T07:05:09',
        operation: { id: 'default' },
      },
    });
    expect([calls('campaigns'), calls('skills')]).toEqual([1, 1]);
  });

  it.each([
    ...['default:999', 'default:0', 'default:0005801', 'other:1', 'a-b_C9:1', '__proto__:1', `${'a'.repeat(64)}:1`],
    `default:${'9'.repeat(1_000)}`,
  ])('is null for the unknown id %j', async (id) => {
    await start();
    simulator.addCampaign({ name: 'one', type: 'preview' });
    const query = 'query ($id: ID!) { campaign(id: $id) { id } skill(id: $id) { id } }';
    expect(await ask(query, { id })).toEqual({ campaign: null, skill: null });
  });

  it('has null for missing or unrecognized values, which are logged once', async () => {
    await start();
    const odd = {
      campaign_id: 7,
      campaign_name: '',
      type_campaign: 'Robot',
      status: 'Paused',
      records: 'many',
      speed: '',
    };
    const strange = { ...odd, dial_mode: null, last_use: 'ayer', recycled: '1e3', turbo_dial: 'maybe', skill_id: 'x' };
    simulator.behave({ answer: listed([strange, { ...strange, campaign_id: '8' }]), api: 'campaigns' });
    const { campaign } = await ask<{ campaign: unknown }>(`{ campaign(id: "default:7") { ${EVERYTHING} } }`);
    expect(campaign).toMatchObject({ name: '', type: null, description: null, status: null, skill: null });
    expect(campaign).toMatchObject({ contactCount: null, speed: null, dialMode: null, lastUsedAt: null });
    expect(campaign).toMatchObject({ recycleCount: null, turboDial: null });
    const warnings = product.logs().filter(({ msg }) => msg === 'unrecognized value in wolkvox column');
    expect(warnings.map(({ column }) => column).sort()).toEqual(
      ['last_use', 'recycled', 'records', 'skill_id', 'status', 'turbo_dial', 'type_campaign'].sort(),
    );
  });

  it('that was just created is readable at once, and its other fields cost one read', async () => {
    await start();
    await ask(NAMES);
    const document = `mutation ($input: CreateCampaignInput!) {
      createCampaign(input: $input) { ... on CreateCampaignSuccess { campaign { id } } } }`;
    const created = await ask<{ createCampaign: { campaign: { id: string } } }>(document, { input: PREVIEW });
    const { id } = created.createCampaign.campaign;
    expect(await ask(`{ campaign(id: "${id}") { id name type } }`)).toEqual({
      campaign: { id, name: PREVIEW.name, type: 'PREVIEW' },
    });
    expect(calls('campaigns')).toBe(1);
    const more = await ask(
      `{ one: campaign(id: "${id}") { status contactCount } two: campaign(id: "${id}") { skill { id } } }`,
    );
    expect(more).toEqual({ one: { status: 'STOPPED', contactCount: 0 }, two: { skill: { id: 'default:4021' } } });
    expect(names(await ask(NAMES))).toEqual([PREVIEW.name]);
    expect(calls('campaigns')).toBe(2);
  });

  it('that was just created is in the list even if wolkvox does not list it', async () => {
    await start();
    simulator.behave({ answer: listed([{ campaign_id: 1, campaign_name: 'old' }]), api: 'campaigns' });
    expect(names(await ask(NAMES))).toEqual(['old']);
    simulator.behave({ answer: listed([{ campaign_id: 1, campaign_name: 'old' }]), api: 'campaigns', times: 'always' });
    await product.create(PREVIEW);
    expect(names(await ask(NAMES))).toEqual(['old', PREVIEW.name]);
  });
});

describe('invalid global id', () => {
  /** One for all rows, because nothing is read. */
  let shared: Product;
  let unread: Simulator;
  beforeAll(async () => {
    unread = await startSimulator({ token: TOKEN });
    shared = await startProduct(unread.url);
  });
  afterAll(async () => {
    await shared.close();
    await unread.close();
  });

  /** Fixed text for each field, so that no value is repeated. */
  const TOLD = {
    en: [
      'id must have the format operationId:campaignId, for example default:5801. Use the field id of a campaign.',
      'id must have the format operationId:skillId, for example default:4021. Use the field id of a skill.',
    ],
    es: [
      'id debe tener la forma operationId:campaignId, por ejemplo default:5801. Es el campo id de una campaña.',
      'id debe tener la forma operationId:skillId, por ejemplo default:4021. Es el campo id de un skill.',
    ],
  } as const;
  const expectRefused = (
    { data, errors }: Pick<Answer, 'data' | 'errors'>,
    [ofCampaign, ofSkill]: readonly [string, string] = TOLD.en,
  ): void => {
    expect(data).toEqual({ campaign: null, skill: null });
    expect(errors?.map(({ message, path, extensions }) => ({ message, path, extensions }))).toEqual([
      { message: ofCampaign, path: ['campaign'], extensions: { code: 'BAD_USER_INPUT' } },
      { message: ofSkill, path: ['skill'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(unread.requests()).toEqual([]);
  };

  it.each([
    ["wolkvox's number alone", '5801'],
    ['the same as a number', 5801],
    ['the id of an operation alone', 'default'],
    ['nothing', ''],
    ['a blank', ' '],
    ['a colon alone', ':'],
    ['no number', 'default:'],
    ['no operation', ':5801'],
    ['a word for a number', 'default:abc'],
    ['a negative number', 'default:-1'],
    ['a fraction', 'default:1.5'],
    ['digits of another script', 'default:٥٨٠١'],
    ['three parts', 'a:b:c'],
    ['three parts, the last of them a number', 'default:1:2'],
    ['a blank before it', ' default:5801'],
    ['a blank behind it', 'default:5801 '],
    ['a blank within', 'default: 5801'],
    ['a line break behind it', 'default:5801\n'],
    ['an operation with a letter that no operation has', 'señal:5801'],
    ['an operation longer than any', `${'a'.repeat(65)}:5801`],
    ['a very long text', 'x'.repeat(20_000)],
    ['an id of another kind', 'Campaign:default:5801'],
    ['an id as Relay encodes them', 'Q2FtcGFpZ246NTgwMQ=='],
  ])('is rejected in both languages without a read: %s', async (_what, id) => {
    const query = 'query ($id: ID!) { campaign(id: $id) { id } skill(id: $id) { id } }';
    expectRefused(await shared.query(query, { id }));
    expectRefused(await shared.query(query, { id }, { 'accept-language': 'es' }), TOLD.es);
    expect(shared.logs().flatMap((line) => Object.values(line))).not.toContain(id);
  });

  it.each(['"5801"', '5801', '"default"'])('is rejected in the document: %s', async (literal) => {
    expectRefused(await shared.query(`{ campaign(id: ${literal}) { id } skill(id: ${literal}) { id } }`));
  });

  it('leaves the other fields in the response', async () => {
    await start();
    const id = simulator.addCampaign({ name: 'one', type: 'preview' });
    const { data } = await product.query(
      `{ a: campaign(id: "${id}") { name } b: campaign(id: "default:${id}") { name } }`,
    );
    expect(data).toEqual({ a: null, b: { name: 'one' } });
  });
});

describe('creation with an unknown outcome', () => {
  it('is searched in a list that is read after it, even if an earlier list is fresh', async () => {
    await start();
    expect(names(await ask(NAMES))).toEqual([]);
    simulator.behave({ preset: 'lost-answer', api: 'create_campaign' });
    expect((await product.create(PREVIEW)).data?.createCampaign?.__typename).toBe('WolkvoxOutcomeUnknown');
    expect(names(await ask(NAMES))).toEqual([PREVIEW.name]);
  });
});

describe('campaigns', () => {
  const page = `query ($first: Int, $after: String, $filter: CampaignFilter) {
    campaigns(first: $first, after: $after, filter: $filter) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { campaignId } } nodes { campaignId }
    } }`;
  interface Connection {
    readonly totalCount: number;
    readonly pageInfo: {
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
    readonly edges: { cursor: string; node: { campaignId: string } }[];
    readonly nodes: { campaignId: string }[];
  }
  const read = async (variables: Record<string, unknown>): Promise<Connection> =>
    (await ask<{ campaigns: Connection }>(page, variables)).campaigns;

  it('pages of any size contain every campaign once, in ascending order', async () => {
    await start();
    const ids = Array.from({ length: 23 }, (_, n) => simulator.addCampaign({ name: `c${n}`, type: 'preview' }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (first) => {
        const seen: string[] = [];
        let after: string | null = null;
        for (;;) {
          const { nodes, edges, pageInfo, totalCount }: Connection = await read({ first, after });
          expect(totalCount).toBe(ids.length);
          expect(edges.map(({ node }) => node)).toEqual(nodes);
          expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges.at(0)?.cursor, edges.at(-1)?.cursor]);
          expect(pageInfo.hasPreviousPage).toBe(seen.length > 0);
          seen.push(...nodes.map(({ campaignId }) => campaignId));
          if (!pageInfo.hasNextPage) break;
          after = pageInfo.endCursor;
        }
        expect(seen).toEqual(ids);
      }),
      { numRuns: 30 },
    );
    expect(calls('campaigns')).toBe(1);
  });

  it('the next page works after its cursor campaign was deleted', async () => {
    await start({ CACHE_TTL_MS: '0' });
    const row = (id: number) => ({ campaign_id: id, campaign_name: 'x' });
    simulator.behave({ answer: listed([9, 10, 11, 100].map(row)), api: 'campaigns' });
    const { pageInfo } = await read({ first: 2 });
    simulator.behave({ answer: listed([100, 9, 11, 8].map(row)), api: 'campaigns' });
    const { nodes } = await read({ first: 10, after: pageInfo.endCursor });
    expect(nodes.map(({ campaignId }) => campaignId)).toEqual(['11', '100']);
  });

  it.each([
    [{ type: 'PREDICTIVE' }, ['Cobranza', 'Campaña ÁREA']],
    [{ status: 'STARTED' }, ['Encuesta', 'Campaña ÁREA']],
    [{ type: 'PREDICTIVE', status: 'STARTED' }, ['Campaña ÁREA']],
    [{ nameContains: 'campana area' }, ['Campaña ÁREA']],
    [{ nameContains: 'COBRÁNZA' }, ['Cobranza']],
    [{ nameContains: '', type: null, status: null }, ['Encuesta', 'Cobranza', 'Campaña ÁREA']],
    [{ nameContains: 'nothing' }, []],
    [{ nameContains: 'x'.repeat(4_000) }, []],
  ])('the filter returns the campaigns that match %.60j', async (filter, fitting) => {
    await start();
    simulator.addCampaign({ name: 'Encuesta', type: 'preview', status: 'Started' });
    simulator.addCampaign({ name: 'Cobranza', type: 'predictive' });
    simulator.addCampaign({ name: 'Campaña ÁREA', type: 'predictive', status: 'Started' });
    const query = 'query ($filter: CampaignFilter) { campaigns(filter: $filter) { totalCount nodes { name } } }';
    const data = await ask<{ campaigns: { totalCount: number } }>(query, { filter });
    expect(names(data)).toEqual(fitting);
    expect(data.campaigns.totalCount).toBe(fitting.length);
  });

  it.each([
    ['{ campaigns(first: -1) { totalCount } }', 'first must be from 0 to 1000.'],
    ['{ campaigns(first: 1001) { totalCount } }', 'first must be from 0 to 1000.'],
    ['{ campaigns(after: "secret") { totalCount } }', 'after must be a cursor from an earlier response.'],
    [
      `{ campaigns(filter: { nameContains: "${'secret'.padEnd(4_001, 'x')}" }) { totalCount } }`,
      'filter.nameContains must have at most 4000 characters.',
    ],
    ['{ campaigns(operationId: "secret") { totalCount } }', expect.stringContaining('operationId') as unknown],
    ['{ skills(operationId: "secret") { id } }', expect.stringContaining('operationId') as unknown],
  ])('the invalid argument %.60s is rejected with its rule, without a call', async (query, message) => {
    await start();
    const { errors, text } = await product.query(query);
    expect(errors).toEqual([expect.objectContaining({ message, extensions: { code: 'BAD_USER_INPUT' } })]);
    expect(text).not.toContain('secret');
    expect(simulator.requests()).toEqual([]);
  });

  it('the lists of campaigns and skills are empty if wolkvox responds 404', async () => {
    await start();
    simulator.behave({ preset: 'no-rows', api: 'skills' });
    expect(await ask('{ campaigns { totalCount nodes { id } } skills { id } }')).toEqual({
      campaigns: { totalCount: 0, nodes: [] },
      skills: [],
    });
  });
});

describe('shared reads', () => {
  it('ten thousand queries on fifty connections cost one call', async () => {
    await start();
    simulator.addCampaign({ name: 'one', type: 'preview' });
    simulator.behave({ delayMs: 100, api: 'campaigns' });
    let left = 10_000;
    const connection = async (): Promise<void> => {
      while ((left -= 1) >= 0) expect(names(await ask(NAMES))).toEqual(['one']);
    };
    await Promise.all(Array.from({ length: 50 }, connection));
    expect(simulator.requests()).toHaveLength(1);
  }, 180_000);

  it('two hundred campaigns by id in one request cost one call', async () => {
    await start({ LIMIT_TOKENS: '5000', LIMIT_ALIASES: '200' });
    const ids = Array.from({ length: 200 }, (_, n) => simulator.addCampaign({ name: `c${n}`, type: 'preview' }));
    const fields = ids.map((id) => `c${id}: campaign(id: "default:${id}") { name status }`);
    const data = await ask<Record<string, { name: string }>>(`{ ${fields.join(' ')} }`);
    expect(ids.map((id) => data[`c${id}`]?.name)).toEqual(ids.map((_id, n) => `c${n}`));
    expect(simulator.requests()).toHaveLength(1);
  });

  it('two hundred entities of another subgraph cost one call', async () => {
    await start();
    const ids = Array.from({ length: 200 }, (_, n) => simulator.addCampaign({ name: `c${n}`, type: 'preview' }));
    const representations = ids.map((id) => ({ __typename: 'Campaign', id: `default:${id}` }));
    const query =
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Campaign { name } } }';
    const { _entities } = await ask<{ _entities: { name: string }[] }>(query, { representations });
    expect(_entities.map(({ name }) => name)).toEqual(ids.map((_id, n) => `c${n}`));
    expect(simulator.requests()).toHaveLength(1);
  });

  it('no cached response from before a creation is returned', async () => {
    await start();
    const QUERIES = [
      NAMES,
      '{ campaigns { nodes { name } totalCount } }',
      '{ campaigns(first: 1000) { nodes { name } } }',
    ];
    const step = fc.oneof(fc.constant('create' as const), fc.nat({ max: QUERIES.length - 1 }));
    const created: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
        for (const each of steps) {
          if (each === 'create') {
            created.push(`created ${created.length}`);
            await product.create({ ...PREVIEW, name: created.at(-1) });
          } else expect(names(await ask(QUERIES[each] ?? NAMES))).toEqual(created.slice(0, each === 2 ? 1_000 : 50));
        }
      }),
      { numRuns: 25 },
    );
    expect(calls('campaigns')).toBeLessThanOrEqual(created.length + 1);
  });

  it('a stale list is returned during its refresh, with its age', async () => {
    await start({ CACHE_TTL_MS: '1' });
    simulator.addCampaign({ name: 'one', type: 'preview' });
    const first = await product.query(NAMES);
    expect(first.headers.get('age')).toBe('0');
    simulator.addCampaign({ name: 'two', type: 'preview' });
    await until(async () => names(await ask(NAMES)).length === 2, 'the refreshed list is returned');
  });

  it('a response with list data is cacheable while it is fresh; limits, failures and creations are not', async () => {
    await start();
    expect((await product.query(NAMES)).headers.get('cache-control')).toBe('max-age=300, private');
    const live = await product.query('{ campaigns { totalCount } operation { limits { queued } } }');
    expect(live.headers.get('cache-control')).toBe('no-store');
    expect((await product.create(PREVIEW)).headers.get('cache-control') ?? '').not.toContain('max-age');
  });

  it.each(['unavailable', 'html', 'cut-short', 'maintenance', 'quota-exhausted', 'reset'] as const)(
    'an outdated list is returned and marked if its refresh fails: %s',
    async (preset) => {
      await start();
      simulator.addCampaign({ name: 'old', type: 'preview' });
      await ask(NAMES);
      await product.create(PREVIEW);
      simulator.behave({ preset, times: 'always' });
      const answer = await product.query(NAMES);
      expect(answer.errors).toBeUndefined();
      expect(names(answer.data)).toEqual(['old', PREVIEW.name]);
      const { extensions } = JSON.parse(answer.text) as { extensions: unknown };
      expect(extensions).toEqual({
        outdated: [
          {
            list: 'campaigns',
            operationId: 'default',
            readAt: expect.any(String) as unknown,
            code:
              { maintenance: 'MAINTENANCE', 'quota-exhausted': 'QUOTA_EXHAUSTED' }[preset as string] ?? 'UNREACHABLE',
          },
        ],
      });
      expect(answer.headers.get('age')).toBe('0');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const before = simulator.requests().length;
      await product.query(NAMES);
      expect(simulator.requests()).toHaveLength(before);
    },
  );

  it.each([
    ['maintenance', { code: 'MAINTENANCE', retryable: true }],
    ['quota-exhausted', { code: 'QUOTA_EXHAUSTED', retryable: true, resetsAt: expect.any(String) }],
    ['bad-gateway', { code: 'UNREACHABLE', retryable: true }],
    ['invalid-value', { code: 'REJECTED', retryable: false }],
    ['invalid-token', { code: 'UPSTREAM_AUTHENTICATION', errorId: expect.any(String) }],
  ] as const)('a read without a cached list fails: %s', async (preset, extensions) => {
    await start();
    simulator.behave({ preset, times: 'always' });
    for (const query of ['{ campaign(id: "default:1") { id } }', NAMES, '{ skills { id } }']) {
      const { errors } = await product.query(query);
      expect(errors).toEqual([expect.objectContaining({ extensions: expect.objectContaining(extensions) as unknown })]);
    }
    expect(simulator.requests().length).toBeLessThanOrEqual(2);
  });
});

describe('token usage', () => {
  it('is read from wolkvox in one call for concurrent requests', async () => {
    await start();
    simulator.behave({ delayMs: 100, api: 'token_info' });
    const query = '{ operation { tokenUsage { limit usedToday usedTodayByAllTokens } } }';
    const answers = await Promise.all([1, 2, 3].map(() => ask(query)));
    const { limit } = (answers[0] as { operation: { tokenUsage: { limit: number } } }).operation.tokenUsage;
    expect(limit).toBeGreaterThan(0);
    for (const answer of answers)
      expect(answer).toEqual({ operation: { tokenUsage: { limit, usedToday: 1, usedTodayByAllTokens: 1 } } });
    expect(calls('token_info')).toBe(1);
  });

  it('fails if wolkvox does not return it', async () => {
    await start();
    simulator.behave({ answer: listed([{ token_limit: 'many' }]), api: 'token_info' });
    const { errors } = await product.query('{ operation { tokenUsage { limit } } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNREACHABLE' });
  });
});
