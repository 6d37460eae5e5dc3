import { describe, expect, it } from '@jest/globals';

import { as, audits, CONFIRMED, COUNT, NAME, ROUTER, sent, withCampaign } from '../support/campaign-mutations.js';
import { closing, type Defer } from '../support/closing.js';
import { scrape } from '../support/metrics.js';
import type { Product } from '../support/product.js';
import { until } from '../support/until.js';

/** What is the same for every mutation of a campaign that exists. Each has a test file of its own for the rest. */
interface Row {
  /** Name of its file in schema/operations. */
  readonly operation: string;
  readonly scope: string;
  /** false: allowed without authentication in production. @default true */
  readonly needsDialing?: boolean;
  /** Valid input beside `campaignId`. */
  readonly input: object;
  /** Initial values of the campaign, and its contacts. */
  readonly campaign?: object;
  /** Contacts of the campaign beside those that it counts. */
  readonly contacts?: readonly { readonly customer_id: string }[];
  /** Calls of a success, in order. */
  readonly calls: readonly string[];
  /** Status of the campaign in the success. @default STOPPED */
  readonly status?: 'STARTED' | 'STOPPED';
  /** Its number of contacts in the success. @default 3925 */
  readonly contactCount?: number | null;
  /** false: the success has no campaign. @default true */
  readonly hasCampaign?: false;
}

const ROWS: readonly Row[] = [
  {
    operation: 'StartCampaign',
    scope: 'campaigns:run',
    input: { confirm: CONFIRMED },
    calls: ['campaigns', 'start'],
    status: 'STARTED',
  },
  {
    operation: 'ClearCampaign',
    scope: 'campaigns:delete',
    input: { confirm: CONFIRMED },
    calls: ['campaigns', 'clear_campaign'],
    contactCount: 0,
  },
  {
    operation: 'DeleteCampaign',
    scope: 'campaigns:delete',
    input: { confirm: CONFIRMED },
    calls: ['campaigns', 'delete_campaign'],
    hasCampaign: false,
  },
  {
    operation: 'RemoveContacts',
    scope: 'campaigns:delete',
    input: { confirm: CONFIRMED, customerIds: ['1001'] },
    campaign: { records: String(COUNT - 1) },
    contacts: [{ customer_id: '1001' }],
    calls: ['campaigns', 'remove_record'],
    contactCount: null,
  },
  {
    operation: 'StopCampaign',
    scope: 'campaigns:run',
    needsDialing: false,
    input: {},
    campaign: { status: 'Started' },
    calls: ['campaigns', 'stop'],
  },
  {
    operation: 'SetCampaignSpeed',
    scope: 'campaigns:run',
    input: { speed: 60 },
    calls: ['campaigns', 'speed'],
  },
  {
    operation: 'UpdateCampaign',
    scope: 'campaigns:edit',
    input: { turboDial: true },
    calls: ['campaigns', 'edit_campaign'],
  },
  {
    operation: 'ScheduleCallback',
    scope: 'campaigns:run',
    input: { customerId: '42', phone: '95712345678', at: '2030-11-22T15:30:00' },
    campaign: { records: String(COUNT - 1), contacts: [{ customer_id: '42' }] },
    calls: ['campaigns', 'recall'],
  },
  {
    operation: 'AddContacts',
    scope: 'contacts:write',
    input: { contacts: [{ customerId: 'CC-1020304050' }] },
    calls: ['campaigns', 'add_record'],
  },
];

const SCOPES = ['campaigns:read', 'campaigns:create', 'campaigns:run', 'campaigns:edit', 'campaigns:delete'].concat(
  'contacts:write',
);

const fieldOf = ({ operation }: Row): string => `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
const successOf = ({ operation }: Row): string => `${operation}Success`;

const EVERYTHING = '{ id campaignId name type status operation { id } description contactCount }';

/** A simulator with the campaign of the row and its contacts, and the product in front of it. */
async function withRow(defer: Defer, variables: Record<string, string>, { campaign, contacts = [] }: Row) {
  const started = await withCampaign(defer, variables, campaign);
  started.simulator.addContacts(started.number, contacts);
  return started;
}

/** Runs the mutation and requests every field of its campaign. */
async function runWhole(product: Product, row: Row, campaignId: string, headers: Record<string, string>) {
  const field = fieldOf(row);
  const { data, errors } = await product.query(
    `mutation($input: ${row.operation}Input!) { ${field}(input: $input) {
      __typename ... on ${successOf(row)} { campaign ${EVERYTHING} } } }`,
    { input: { campaignId, ...row.input } },
    headers,
  );
  return { result: data?.[field], errors };
}

describe.each(ROWS)('$operation', (row) => {
  it.concurrent(
    'rejects an id in another format, and sends nothing',
    closing(async (defer) => {
      const { simulator, product } = await withCampaign(defer);
      for (const campaignId of [
        ...['5801', 'default', 'default:', ':5801', 'default:x', 'a b:1', ''],
        `default:${'1'.repeat(21)}`,
      ])
        expect((await product.mutate(row.operation, { campaignId, ...row.input })).result).toMatchObject({
          __typename: 'WolkvoxInvalidInput',
          issues: [{ path: ['campaignId'], rule: 'CAMPAIGN_ID' }],
        });
      expect(sent(simulator)).toEqual([]);
    }),
  );

  it.concurrent(
    'rejects the id of an unknown operation, and sends nothing',
    closing(async (defer) => {
      const { simulator, product } = await withCampaign(defer);
      const { result } = await product.mutate(row.operation, { campaignId: 'other:5801', ...row.input });
      expect(result).toMatchObject({
        __typename: 'WolkvoxInvalidInput',
        issues: [
          { path: ['campaignId'], rule: 'KNOWN_OPERATION', message: 'campaignId must name a configured operation.' },
        ],
      });
      expect(sent(simulator)).toEqual([]);
      expect(audits(product)).toMatchObject([{ operation: null, outcome: 'INVALID_INPUT', campaignId: null }]);
    }),
  );

  it.concurrent(
    'rejects the number of a campaign that does not exist with NOT_FOUND',
    closing(async (defer) => {
      const { product } = await withCampaign(defer);
      const { result } = await product.mutate(row.operation, { campaignId: 'default:1', ...row.input });
      expect(result).toMatchObject({
        __typename: 'WolkvoxRejected',
        code: 'NOT_FOUND',
        upstreamMessage: 'Campaign_id 1 does not exist in your operation.',
      });
      expect(audits(product)).toMatchObject([{ operation: 'default', outcome: 'NOT_FOUND', campaignId: null }]);
    }),
  );

  it.concurrent.each([
    ['has every other scope', as(SCOPES.filter((scope) => scope !== row.scope).join(' '))],
    ['may not use the operation', as(SCOPES.join(' '), 'other')],
    ['has no scope', as('')],
  ])(
    'is FORBIDDEN for a caller who %s, and is audited',
    closing(async (defer, _who: string, headers: Record<string, string>) => {
      const { simulator, product, id } = await withRow(defer, ROUTER, row);
      const { data, errors } = await product.mutate(row.operation, { campaignId: id, ...row.input }, headers);
      expect(data).toEqual({ [fieldOf(row)]: null });
      expect(errors).toMatchObject([{ path: [fieldOf(row)], extensions: { code: 'FORBIDDEN' } }]);
      expect(sent(simulator)).toEqual([]);
      await until(() => audits(product).length > 0, 'the denial is in the audit log');
      expect(audits(product)).toMatchObject([
        {
          actor: 'ana',
          mutation: fieldOf(row),
          operation: 'default',
          outcome: 'FORBIDDEN',
          campaignId: null,
          hasIdempotencyKey: false,
        },
      ]);
      expect(audits(product)[0]).not.toHaveProperty('type');
    }),
  );

  it.concurrent(
    'without authentication in production is FORBIDDEN if it reaches people or destroys data',
    closing(async (defer) => {
      const production = { NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true' };
      const { simulator, product, id } = await withRow(defer, production, row);
      const { data, errors } = await product.mutate(row.operation, { campaignId: id, ...row.input });
      if (row.needsDialing === false) {
        expect(errors).toBeUndefined();
        return;
      }
      expect(data).toEqual({ [fieldOf(row)]: null });
      expect(errors).toMatchObject([{ path: [fieldOf(row)], extensions: { code: 'FORBIDDEN' } }]);
      expect(sent(simulator)).toEqual([]);
      await until(() => audits(product).length > 0, 'the denial is in the audit log');
      expect(audits(product)).toMatchObject([{ mutation: fieldOf(row), outcome: 'FORBIDDEN', actor: 'anonymous' }]);
    }),
  );

  it.concurrent(
    'without authentication in production is allowed with AUTH_ALLOW_DIALING=true',
    closing(async (defer) => {
      const production = { NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true', AUTH_ALLOW_DIALING: 'true' };
      const { product, id } = await withRow(defer, production, row);
      const { result } = await product.mutate(row.operation, { campaignId: id, ...row.input });
      expect(result).toMatchObject({ __typename: successOf(row) });
    }),
  );

  it.concurrent(
    'is counted, and audited with its campaign but no name',
    closing(async (defer) => {
      const { product, number, id } = await withRow(defer, {}, row);
      await product.mutate(row.operation, { campaignId: id, ...row.input });
      const metrics = await scrape(product.metricsUrl);
      const labels = { operation: 'default', mutation: fieldOf(row), outcome: 'success' };
      expect(metrics.value('wolkvox_graphql_mutations_total', labels)).toBe(1);
      expect(audits(product)).toMatchObject([
        { mutation: fieldOf(row), operation: 'default', outcome: 'success', campaignId: number, replayed: false },
      ]);
      expect(JSON.stringify(product.logs())).not.toContain(NAME);
    }),
  );
});

describe.each(ROWS.filter(({ hasCampaign }) => hasCampaign !== false))('the campaign of $operation', (row) => {
  it.concurrent(
    'returns the fields of a created campaign and the status to a caller who has only its scope',
    closing(async (defer) => {
      const { simulator, product, number, id } = await withRow(defer, ROUTER, row);
      const { result, errors } = await runWhole(product, row, id, as(row.scope));
      const campaign = { id, campaignId: number, name: NAME, type: 'PREDICTIVE', operation: { id: 'default' } };
      expect(result).toEqual({
        __typename: successOf(row),
        campaign: { ...campaign, status: row.status ?? 'STOPPED', description: null, contactCount: null },
      });
      expect(errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual([
        ['description', 'FORBIDDEN'],
        ['contactCount', 'FORBIDDEN'],
      ]);
      expect(sent(simulator)).toEqual(row.calls);
    }),
  );

  it.concurrent(
    'returns every field to a caller who may also read, without another call',
    closing(async (defer) => {
      const { simulator, product, id } = await withRow(defer, ROUTER, row);
      const { result, errors } = await runWhole(product, row, id, as(`${row.scope} campaigns:read`));
      expect(errors).toBeUndefined();
      expect(result).toMatchObject({
        campaign: {
          name: NAME,
          status: row.status ?? 'STOPPED',
          contactCount: row.contactCount === undefined ? COUNT : row.contactCount,
        },
      });
      expect(sent(simulator)).toEqual(row.calls);
    }),
  );
});
