import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseAddress } from '../../src/shared/ip-address.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';

const TRUST_PROXY = '127.0.0.1, 10.0.0.0/8';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const from = (forwarded: string): Record<string, string> => (forwarded === '' ? {} : { 'x-forwarded-for': forwarded });

/** Two spellings of one caller: the first for one request, the second for the next. */
const ONE_CALLER: readonly (readonly [string, string, string])[] = [
  ['two ports', '203.0.113.7:50001', '203.0.113.7:50002'],
  ['IPv4-mapped IPv6', '203.0.113.8', '::ffff:203.0.113.8'],
  ['IPv4-mapped IPv6 in hexadecimal, with a port', '203.0.113.9:1', '[::FFFF:CB00:7109]:443'],
  ['IPv6 in full and in capitals', '2001:db8:1::1', '2001:0DB8:0001:0:0:0:0:1'],
  ['IPv6 with a port', '2001:db8:2::1', '[2001:db8:2::1]:443'],
  ['IPv6 in brackets and quotes', '"[2001:db8:3::1]:5"', '[2001:DB8:3::1]'],
  ['a zone', 'fe80::1', '[fe80::1%25eth0]:9'],
  ['blanks', '203.0.113.10', ' \t203.0.113.10:7 '],
  ['a trusted proxy with a port behind it', '203.0.113.11', '203.0.113.11:50001, 10.0.0.1:8080'],
  ['a trusted proxy in IPv6 behind it', '203.0.113.12', '203.0.113.12, [::ffff:10.0.0.1]:8080, 10.9.9.9'],
  ['what the caller wrote before it', '203.0.113.13', '198.51.100.1, 203.0.113.13:2, 10.0.0.1'],
  ['empty entries', '203.0.113.14', ', 203.0.113.14:5 , ,, 10.0.0.1,'],
  ['no address behind a proxy', 'unknown, 10.0.0.2', '198.51.100.2, _hidden, 10.0.0.2:80'],
  ['garbage behind a proxy', 'garbage, 10.0.0.3', '203.0.113.1:99999999, 10.0.0.3'],
  ['an address that is cut, behind a proxy', '203.0.113, 10.0.0.4', '[2001:db8::1, 10.0.0.4'],
  ['no address at all', 'unknown', 'another garbage'],
];

const TWO_CALLERS: readonly (readonly [string, string, string])[] = [
  ['two addresses with one port', '203.0.113.7:50001', '203.0.113.8:50001'],
  ['an address and the proxy', '203.0.113.7', 'unknown'],
  ['two proxies that know no address', 'unknown, 10.0.0.1', 'unknown, 10.0.0.2'],
  ['two networks of IPv6', '[2001:db8:8::1]:1', '[2001:db8:9::1]:1'],
  ['IPv4 and an address of IPv6 that ends like it', '203.0.113.7', '2001:db8::203.0.113.7'],
];

describe('idempotency of callers with AUTH_MODE=none', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct(simulator.url, { TRUST_PROXY });
  });
  afterAll(() => product.close());

  /** Returns whether each of the two creations with one key created a campaign. */
  async function madeBy(key: string, callers: readonly string[]): Promise<unknown[]> {
    const replayed: unknown[] = [];
    for (const forwarded of callers) {
      const { data } = await product.create({ ...PREVIEW, idempotencyKey: key }, from(forwarded));
      replayed.push((data?.createCampaign as { replayed?: boolean } | undefined)?.replayed);
    }
    return replayed;
  }

  it.each(ONE_CALLER)(
    'one key creates one campaign for a caller whose address has two spellings: %s',
    async (name, one, other) => {
      expect(await madeBy(name, [one, other])).toEqual([false, true]);
      expect(simulator.campaigns()).toHaveLength(1);
    },
  );

  it.each(TWO_CALLERS)('one key creates two campaigns for two callers: %s', async (name, one, other) => {
    expect(await madeBy(name, [one, other])).toEqual([false, false]);
    expect(simulator.campaigns()).toHaveLength(2);
  });

  it('the log contains no address', async () => {
    await madeBy('logged', ['203.0.113.77:50001', 'canary-address']);
    const logs = JSON.stringify(product.logs());
    expect(logs).not.toContain('203.0.113.77');
    expect(logs).not.toContain('canary-address');
  });
});

it('one key creates one campaign over an IPv4 connection to an IPv6 socket and over a proxy that names IPv4', async () => {
  const product = await startProduct(simulator.url, { HOST: '::', TRUST_PROXY });
  const { port } = new URL(product.url);
  const create = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({
        query: 'mutation($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }',
        variables: { input: { ...PREVIEW, idempotencyKey: 'socket' } },
      }),
    });
  for (const headers of [{}, from('127.0.0.1'), from('[::ffff:127.0.0.1]:8')])
    expect((await create(headers)).status).toBe(200);
  await product.close();
  expect(simulator.campaigns()).toHaveLength(1);
});

describe('LIMIT_REQUESTS_PER_MINUTE counts each caller once', () => {
  const modes: readonly (readonly [string, Record<string, string>, Record<string, string>])[] = [
    ['none', {}, {}],
    [
      'router, without a name of the caller',
      { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: 'router-secret-0123' },
      { 'router-authorization': 'router-secret-0123' },
    ],
    [
      'router, without its secret',
      { AUTH_MODE: 'router', AUTH_ROUTER_SECRET: 'router-secret-0123' },
      { 'x-caller-id': 'ana' },
    ],
  ];

  it.each(modes)('in AUTH_MODE=%s', async (_mode, variables, headers) => {
    const product = await startProduct(simulator.url, { ...variables, TRUST_PROXY, LIMIT_REQUESTS_PER_MINUTE: '1' });
    const isLimited = async (forwarded: string): Promise<boolean> =>
      (await product.query('{ __typename }', {}, { ...headers, ...from(forwarded) })).status === 429;
    const limited: unknown[] = [];
    for (const [name, one, other] of ONE_CALLER) limited.push([name, await isLimited(one), await isLimited(other)]);
    await product.close();
    expect(limited).toEqual(ONE_CALLER.map(([name]) => [name, false, true]));
  });
});

describe('parseAddress', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
    minLength: 8,
    maxLength: 8,
  });
  const port = fc.integer({ min: 0, max: 65_535 });

  it('normalizes every spelling of an IPv6 address', () => {
    fc.assert(
      fc.property(groups, port, (reconciler, p) => {
        const short = reconciler.map((n) => n.toString(16)).join(':');
        const long = reconciler.map((n) => n.toString(16).padStart(4, '0').toUpperCase()).join(':');
        const one = parseAddress(short);
        expect(one).toBeDefined();
        for (const spelling of [long, `[${long}]`, `[${short}]:${p}`, `"[${short}%eth0]:${p}"`, `${long}%1`])
          expect(parseAddress(spelling)).toBe(one);
        expect(parseAddress(one ?? '')).toBe(one);
      }),
    );
  });

  it('normalizes every spelling of an IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), port, (address, p) => {
        const bytes = address.split('.').map((n) => Number(n).toString(16).padStart(2, '0'));
        const hexadecimal = `::ffff:${bytes[0]}${bytes[1]}:${bytes[2]}${bytes[3]}`;
        for (const spelling of [`${address}:${p}`, `"${address}"`, `[::FFFF:${address}]:${p}`, hexadecimal])
          expect(parseAddress(spelling)).toBe(address);
      }),
    );
  });

  it.each(['', 'unknown', '_hidden', '1.2.3', '01.2.3.4', '1.2.3.4.5', '1.2.3.4:', '1.2.3.4:123456', '[::1', '::1]:5'])(
    'returns undefined for %j',
    (text) => expect(parseAddress(text)).toBeUndefined(),
  );
});
