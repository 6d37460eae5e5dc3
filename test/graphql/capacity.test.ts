import { describe, expect, it } from '@jest/globals';

import { as, on, ROUTER, sent, withCampaign } from '../support/campaign-mutations.js';
import { closing } from '../support/closing.js';

const CAPACITY = 'capacity { licences contactsPerCampaign activePredictives }';
const OF_FIVE = { licences: 5, contactsPerCampaign: 35_000, activePredictives: 3 };
const onTokenInfo = on('token_info');

/** Answer of wolkvox with a daily limit. */
const limitOf = (limit: string) => ({
  status: 200,
  body: {
    code: 200,
    error: null,
    msg: '1 records were found',
    data: [{ token_limit: limit, token_use_today: '7', all_token_today: '7' }],
  },
});

describe('the capacity of an operation', () => {
  it.concurrent(
    'is null until the usage of the token was read, then costs no call',
    closing(async (defer) => {
      const { simulator, product } = await withCampaign(defer);
      const query = `{ operation { ${CAPACITY} } }`;
      expect((await product.query(query)).data).toEqual({ operation: { capacity: null } });
      expect(sent(simulator)).toEqual([]);
      await product.query('{ operation { tokenUsage { limit } } }');
      const { data, headers } = await product.query(query);
      expect(data).toEqual({ operation: { capacity: OF_FIVE } });
      expect(headers.get('cache-control')).toBe('no-store');
      expect((await product.query(`{ operations { ${CAPACITY} } }`)).data).toEqual({
        operations: [{ capacity: OF_FIVE }],
      });
      expect(sent(simulator)).toEqual(['token_info']);
    }),
  );

  it.concurrent.each([
    ['before it', `{ operation { ${CAPACITY} tokenUsage { limit } } }`],
    ['after it', `{ operation { tokenUsage { limit } ${CAPACITY} } }`],
    ['in an earlier root field', `{ operations { ${CAPACITY} } operation { tokenUsage { limit } } }`],
  ])(
    'is that of the usage that the same request reads, if it is selected %s',
    closing(async (defer, _where: string, query: string) => {
      const { simulator, product } = await withCampaign(defer);
      const { data, errors } = await product.query(query);
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data)).toContain(JSON.stringify(OF_FIVE));
      expect(sent(simulator)).toEqual(['token_info']);
    }),
  );

  it.concurrent(
    'is that of the last read, also if a later one fails',
    closing(async (defer) => {
      const { simulator, product } = await withCampaign(defer);
      const query = `{ operation { ${CAPACITY} tokenUsage { limit } } }`;
      const capacityOf = async (): Promise<unknown> => {
        const { data } = await product.query(query);
        return (data as { operation: { capacity: unknown } | null }).operation?.capacity;
      };
      simulator.behave(onTokenInfo({ answer: limitOf('2000') }));
      expect(await capacityOf()).toEqual({ licences: 2, contactsPerCampaign: 50_000, activePredictives: 2 });
      simulator.behave(onTokenInfo({ preset: 'html' }));
      await product.query('{ operation { tokenUsage { limit } } }');
      const { data } = await product.query(`{ operation { ${CAPACITY} } }`);
      expect(data).toMatchObject({ operation: { capacity: { licences: 2 } } });
      expect(await capacityOf()).toEqual(OF_FIVE);
      simulator.behave(onTokenInfo({ answer: limitOf('4500') }));
      expect(await capacityOf()).toBeNull();
    }),
  );

  it.concurrent(
    'requires the scope campaigns:read',
    closing(async (defer) => {
      const { simulator, product, id } = await withCampaign(defer, ROUTER, { status: 'Started' });
      const stop = `mutation { stopCampaign(input: { campaignId: "${id}" }) {
        ... on StopCampaignSuccess { campaign { operation { id ${CAPACITY} } } } } }`;
      const { data, errors } = await product.query(stop, {}, as('campaigns:run'));
      expect(data).toEqual({ stopCampaign: { campaign: { operation: { id: 'default', capacity: null } } } });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect(sent(simulator)).not.toContain('token_info');
    }),
  );
});
