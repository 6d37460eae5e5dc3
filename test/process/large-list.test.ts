import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';

/** As many as an operation may have (spec). bench/list-memory.js measures their memory. */
const CAMPAIGNS = 60_000;

describe('sixty thousand campaigns', () => {
  let simulator: Simulator;
  let product: Product;
  let ids: string[];
  beforeAll(async () => {
    simulator = await startSimulator({ token: TOKEN });
    ids = Array.from({ length: CAMPAIGNS }, (_, n) =>
      simulator.addCampaign({
        name: `Campaña de cobranza número ${n}`,
        type: n % 2 === 0 ? 'preview' : 'predictive',
        description: 'Clientes con saldo vencido de más de treinta días',
        lastUse: '2026-11-22 18:30:00',
        records: '1200',
        skillId: '4021',
      }),
    );
    product = await startProduct(simulator.url);
  });
  afterAll(() => Promise.all([product.close(), simulator.close()]));

  it('are read once, filtered and paged through', async () => {
    const read = async (variables: Record<string, unknown>): Promise<Page> => {
      const { data, errors } = await product.query(QUERY, variables);
      expect(errors).toBeUndefined();
      return (data as unknown as { campaigns: Page }).campaigns;
    };
    expect((await read({ first: 0 })).totalCount).toBe(CAMPAIGNS);
    for (const [filter, fitting] of [
      [{ nameContains: 'CAMPANA' }, CAMPAIGNS],
      [{ nameContains: 'número 59' }, 1 + 10 + 100 + 1_000],
      [{ nameContains: 'nobody' }, 0],
      [{ type: 'PREVIEW' }, CAMPAIGNS / 2],
      [{ type: 'PREDICTIVE', status: 'STARTED' }, 0],
    ] as const)
      expect((await read({ first: 10, filter })).totalCount).toBe(fitting);

    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { nodes, pageInfo }: Page = await read({ first: 1_000, after });
      seen.push(...nodes.map(({ campaignId }) => campaignId));
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }
    expect(seen).toEqual(ids);
    expect(simulator.requests()).toHaveLength(1);
  }, 60_000);
});

const QUERY = `query ($first: Int, $after: String, $filter: CampaignFilter) {
  campaigns(first: $first, after: $after, filter: $filter) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id campaignId name type description status contactCount speed dialMode lastUsedAt recycleCount turboDial skill { id }
    }
  }
}`;

interface Page {
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly { readonly campaignId: string }[];
}
