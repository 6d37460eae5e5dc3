import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, TOKEN } from '../support/product.js';
import { until } from '../support/until.js';
import { startInspectedServer, type InspectedServer } from '../support/inspected-server.js';

const CAMPAIGNS = 300;
/** The list, and its copy with recent campaigns, which lives as long as the list. */
const MOST_LISTS = 2;
/** Hundreds of requests on a machine that may be busy. */
const TIME_LIMIT_MS = 180_000;

const CREATE = `mutation ($input: CreateCampaignInput!) {
  createCampaign(input: $input) { __typename ... on WolkvoxError { code } }
}`;
const CREATED = { createCampaign: { __typename: 'CreateCampaignSuccess' } };

describe('old lists', () => {
  let simulator: Simulator;
  let ids: readonly string[];
  /** Its lists are fresh until something is created. */
  let keeping: InspectedServer | undefined;
  /** Its lists are refreshed continuously. */
  let refreshing: InspectedServer | undefined;
  let server: InspectedServer;

  beforeAll(async () => {
    simulator = await startSimulator({ token: TOKEN });
    ids = Array.from({ length: CAMPAIGNS }, (_, nth) =>
      simulator.addCampaign({ name: `Campaña ${nth}`, type: 'preview', skillId: '4021' }),
    );
    [keeping, refreshing] = await Promise.all(
      [300_000, 20].map((ms) =>
        startInspectedServer({
          WOLKVOX_BASE_URL: simulator.url,
          WOLKVOX_TOKEN: TOKEN,
          CACHE_TTL_MS: String(ms),
        }),
      ),
    );
  }, TIME_LIMIT_MS);
  afterAll(() => Promise.all([keeping?.close(), refreshing?.close(), simulator.close()]));
  beforeEach(() => simulator.normal());

  const use = (started: InspectedServer | undefined): void => {
    if (started === undefined) throw new Error('The server was not started.');
    server = started;
  };

  /** Number of campaign lists in the process: their indexes, and their rows. */
  const held = async (): Promise<{ readonly indexes: number; readonly rows: number }> => ({
    indexes: await server.inspector.countObjects(
      'Map.prototype',
      `(map) => map.size >= ${CAMPAIGNS} && map.has('${ids[0] ?? ''}')`,
    ),
    rows: await server.inspector.countObjects(
      'Array.prototype',
      `(list) => list.length >= ${CAMPAIGNS} && Object.hasOwn(list[0], 'campaignId')`,
    ),
  });
  /** Waits, because a refresh in the background holds its new list beside the old ones until it is stored. */
  const expectFew = async (): Promise<void> => {
    let lists = await held();
    await until(async () => {
      lists = await held();
      return lists.indexes <= MOST_LISTS && lists.rows <= MOST_LISTS;
    }, 'the process holds one list and its copy');
    expect(lists.indexes).toBeGreaterThan(0);
    expect(lists.rows).toBeGreaterThan(0);
  };

  /** List reads that the upstream has answered. */
  const listReads = (): number => simulator.requests().filter(({ query }) => query.api === 'campaigns').length;
  const create = async (nth: number): Promise<void> => {
    const { data } = await server.query(CREATE, { input: { ...PREVIEW, name: `Encuesta ${nth}` } });
    expect(data).toEqual(CREATED);
  };
  const readOne = async (nth: number): Promise<void> => {
    const id = `default:${ids[nth] ?? ''}`;
    const { data } = await server.query('query ($id: ID!) { campaign(id: $id) { id } }', { id });
    expect(data).toEqual({ campaign: { id } });
  };

  it(
    'are not retained by cached responses: twenty creations, each followed by a read of another campaign',
    async () => {
      use(keeping);
      const before = listReads();
      for (let nth = 0; nth < 20; nth += 1) {
        await create(nth);
        await readOne(nth);
      }
      expect(listReads()).toBe(before + 20);
      await expectFew();
    },
    TIME_LIMIT_MS,
  );

  it.each([
    ['one campaign each', (nth: number) => `{ campaign(id: "default:${ids[nth % CAMPAIGNS] ?? ''}") { name } }`],
    ['pages of different sizes', (nth: number) => `{ campaigns(first: ${nth % 100}) { totalCount nodes { id } } }`],
    ['filters', (nth: number) => `{ campaigns(filter: { nameContains: "Campana ${nth % 200}" }) { totalCount } }`],
    [
      'several fields',
      (nth: number) => `query Q${nth} { a: campaigns(first: 1) { totalCount } b: campaigns(first: 2) { totalCount } }`,
    ],
  ])(
    'are not retained after thirty refreshes with other queries in between: %s',
    async (_what, document) => {
      use(refreshing);
      // Every call is a list read here. The request log would be copied on each check.
      const before = simulator.spent();
      for (let nth = 0; simulator.spent() < before + 30; nth += 1) {
        const { errors } = await server.query(document(nth));
        expect(errors).toBeUndefined();
      }
      await expectFew();
    },
    60_000,
  );

  it(
    'are not retained by requests that wait for something else after reading one',
    async () => {
      use(keeping);
      simulator.behave({ api: 'token_info', preset: 'hang', times: 'always' });
      const before = listReads();
      for (let nth = 0; nth < 10; nth += 1) {
        await create(nth);
        const query = `query Q${nth} { campaign(id: "default:${ids[nth] ?? ''}") { name } operation { tokenUsage { usedToday } } }`;
        // It ends with the server.
        server.query(query).catch(() => undefined);
        await until(() => listReads() > before + nth, 'the list was read');
      }
      // Answered after the data that waiting requests have read.
      await readOne(11);
      await expectFew();
    },
    TIME_LIMIT_MS,
  );

  // The last one: a failed list is not read again for some seconds.
  it(
    'are not retained if the list cannot be refreshed',
    async () => {
      use(keeping);
      for (let nth = 0; nth < 5; nth += 1) {
        await create(nth);
        await readOne(nth);
      }
      await create(5);
      simulator.behave({ api: 'campaigns', preset: 'internal-error', times: 'always' });
      for (let nth = 0; nth < 20; nth += 1) {
        const { data, text } = await server.query(`query Q${nth} { campaigns(first: ${nth}) { totalCount } }`);
        expect(data).toBeDefined();
        expect(text).toContain('"outdated"');
      }
      await expectFew();
    },
    TIME_LIMIT_MS,
  );
});
