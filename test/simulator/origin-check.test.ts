import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { until } from '../support/until.js';
import { answered, campaign, create, CREATE, LIST, send, TOKEN } from './support.js';

let simulator: Simulator;
let port: string;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  port = new URL(simulator.url).port;
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const WRITES = [
  { path: '/control/behave', body: '{"preset":"slow"}' },
  { path: '/control/normal', body: '' },
  { path: '/control/reset', body: '' },
  { path: '/control/campaigns', body: '{"name":"Ajena","type":"preview"}' },
  { path: '/control/skills', body: '{"name":"Ajena"}' },
];
const READS = ['/', '/page.js', '/control', '/control/now', '/control/requests'].map((path) => ({ path, body: null }));

describe.each([...WRITES, ...READS])('$path', ({ path, body }) => {
  const ask = async (headers: Record<string, string>): Promise<number> => {
    const method = body === null ? 'GET' : 'POST';
    return answered(await send(simulator.url + path, { method, headers, body: body ?? '' })).status;
  };

  it.each<{ who: string; headers: (port: string) => Record<string, string> }>([
    { who: 'another site', headers: () => ({ origin: 'https://example.com' }) },
    { who: 'another port of this machine', headers: () => ({ origin: 'http://127.0.0.1:1' }) },
    { who: 'this port by another name', headers: (own) => ({ origin: `http://localhost:${own}` }) },
    { who: 'a page without an origin', headers: () => ({ origin: 'null' }) },
    { who: 'a name that was pointed here', headers: (own) => ({ host: `rebound.example:${own}` }) },
    {
      who: 'a name that was pointed here, and its page',
      headers: (own) => ({ host: `rebound.example:${own}`, origin: `http://rebound.example:${own}` }),
    },
    { who: 'a name that begins as ours', headers: () => ({ host: '127.0.0.1.rebound.example' }) },
    { who: 'a name that ends as ours', headers: () => ({ host: 'rebound-localhost' }) },
    {
      who: 'a picture in another site',
      headers: () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }),
    },
    {
      who: 'another port, by a script',
      headers: () => ({ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }),
    },
    {
      who: 'a frame in another site',
      headers: () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }),
    },
  ])('rejects $who and changes nothing', async ({ headers }) => {
    await create(simulator.url);
    simulator.behave({ preset: 'no-rows', times: 'always' });
    const before = state();
    expect(await ask(headers(port))).toBe(403);
    expect(state()).toEqual(before);
  });

  it.each<{ who: string; headers: (port: string) => Record<string, string> }>([
    { who: 'curl', headers: () => ({ 'content-type': 'application/x-www-form-urlencoded' }) },
    { who: 'its own page', headers: (own) => ({ origin: `http://127.0.0.1:${own}` }) },
    {
      who: 'its own page as localhost',
      headers: (own) => ({ host: `localhost:${own}`, origin: `http://localhost:${own}` }),
    },
    { who: 'its own page, by what it loads', headers: () => ({ 'sec-fetch-site': 'same-origin' }) },
    { who: 'its own page behind another port', headers: () => ({ host: '[::1]:5001', origin: 'http://[::1]:5001' }) },
  ])('accepts $who', async ({ headers }) => {
    expect(await ask(headers(port))).toBe(200);
  });
});

it('a link on another site opens the control page', async () => {
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  expect(answered(await send(simulator.url, { headers: link })).status).toBe(200);
  expect(answered(await send(simulator.url, { headers: { ...link, host: 'rebound.example' } })).status).toBe(403);
});

describe('an API call', () => {
  const POST = { path: CREATE, method: 'POST', body: campaign() };
  const FOREIGN: readonly { from: string; headers: (port: string) => Record<string, string> }[] = [
    { from: 'another site', headers: () => ({ origin: 'https://example.com', 'content-type': 'text/plain' }) },
    { from: 'another port of this machine', headers: () => ({ origin: 'http://127.0.0.1:1' }) },
    { from: 'a page without an origin', headers: () => ({ origin: 'null' }) },
    {
      from: 'a form of another site',
      headers: () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }),
    },
    { from: 'a script of another port', headers: () => ({ 'sec-fetch-site': 'same-site' }) },
    {
      from: 'a link in another site',
      headers: () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }),
    },
    {
      from: 'a name that was pointed here',
      headers: (own) => ({ host: `rebound.example:${own}`, origin: `http://rebound.example:${own}` }),
    },
  ];
  const CALLS = [
    { call: 'a creation', ...POST },
    { call: 'a list', path: LIST, method: 'GET', body: '' },
    { call: 'a preflight', path: CREATE, method: 'OPTIONS', body: '' },
  ];
  const rows = FOREIGN.flatMap(({ from, headers }) =>
    CALLS.flatMap((sending) => [
      { from, headers, ...sending },
      // No page has the token; a request with it is still rejected.
      {
        from: `${from}, with the token`,
        headers: (own: string) => ({ ...headers(own), 'wolkvox-token': TOKEN }),
        ...sending,
      },
    ]),
  );

  it.each(rows)(
    'is rejected, not recorded and not counted: $call from $from',
    async ({ path, method, body, headers }) => {
      simulator.behave({ preset: 'no-rows', times: 1 });
      const before = [...(state() as unknown[]), simulator.mostInFlight()];
      const { status } = answered(await send(simulator.url + path, { method, headers: headers(port), body }));
      expect(status).toBe(403);
      expect([...(state() as unknown[]), simulator.mostInFlight()]).toEqual(before);
    },
  );

  it.each([
    { from: 'curl', headers: {} },
    { from: 'node', headers: { 'sec-fetch-mode': 'cors' } },
    { from: 'localhost', headers: { host: 'localhost:4001' } },
  ])('without a token from $from gets the answer of wolkvox and is recorded', async ({ headers }) => {
    const { status, text } = answered(
      await send(simulator.url + CREATE, { method: 'POST', headers, body: campaign() }),
    );
    expect([status, text]).toEqual([401, expect.stringContaining('PLEASE ENTER THE WOLKVOX-TOKEN')]);
    expect(simulator.requests()).toHaveLength(1);
    expect(simulator.campaigns()).toEqual([]);
  });
});

describe('the memory of the simulator', () => {
  const starting = async (options: { requestBytes?: number; campaignBytes?: number }): Promise<Simulator> => {
    own = await startSimulator({ token: TOKEN, ...options });
    return own;
  };
  let own: Simulator | undefined;
  afterEach(() => own?.close());

  it.each([
    { what: 'large bodies without a token', headers: {}, size: 100_000, kept: 2 },
    { what: 'small bodies without a token', headers: {}, size: 10, kept: 400 },
    { what: 'large bodies with a wrong token', headers: { 'wolkvox-token': 'wrong' }, size: 100_000, kept: 2 },
    { what: 'long headers', headers: { 'x-long': 'x'.repeat(10_000) }, size: 10, kept: 24 },
  ])('holds the latest requests: $what', async ({ headers, size, kept }) => {
    const requestBytes = 1_000_000;
    const one = await starting({ requestBytes });
    for (let n = 0; n < kept + 5; n += 1)
      await send(`${one.url}${CREATE}&nth=${n}`, { method: 'POST', headers, body: 'x'.repeat(size) });
    const requests = one.requests();
    expect(requests.length).toBeLessThanOrEqual(kept);
    expect(requests.length).toBeGreaterThan(0);
    expect(requests.at(-1)?.query.nth).toBe(String(kept + 4));
    expect(one.droppedRequests()).toBe(kept + 5 - requests.length);
    // Numbering on the control page continues from the first request.
    const now = JSON.parse(answered(await send(`${one.url}/control/now`)).text) as { requests: { nth: number }[] };
    expect(now.requests[0]?.nth).toBe(kept + 5);
    one.reset();
    expect([one.requests(), one.droppedRequests()]).toEqual([[], 0]);
  });

  it('does not count a request that is dropped while its body arrives', async () => {
    const one = await starting({ requestBytes: 10_000 });
    one.behave({ breakOff: 'hang', times: 1 });
    const controller = new AbortController();
    const hanging = create(one.url, { signal: controller.signal });
    await until(() => one.requests().length === 1, 'the simulator has received a request');
    for (let n = 0; n < 10; n += 1) await create(one.url);
    controller.abort();
    await hanging;
    expect(one.droppedRequests()).toBeGreaterThan(0);
    expect(one.requests().length + one.droppedRequests()).toBe(11);
    expect(one.campaigns()).toHaveLength(11);
  });

  it('does not hold a body that is too large, nor process it', async () => {
    const one = await starting({});
    const body = campaign({ campaign_description: 'x'.repeat(17_000_000) });
    expect(answered(await create(one.url, { body })).status).toBe(413);
    expect(one.requests()).toMatchObject([{ rawBody: '', body: null, answered: 413 }]);
    expect(one.campaigns()).toEqual([]);
    expect(answered(await create(one.url)).status).toBe(201);
  });

  it('does not drop a campaign for another one, but rejects it until a reset', async () => {
    const one = await starting({ campaignBytes: 10_000 });
    const answers: number[] = [];
    for (let n = 0; n < 20; n += 1) answers.push(answered(await create(one.url)).status);
    const kept = one.campaigns().length;
    expect(kept).toBeGreaterThan(2);
    expect(answers).toEqual([...Array<number>(kept).fill(201), ...Array<number>(20 - kept).fill(507)]);
    expect(() => one.addCampaign({ name: 'one more', type: 'preview' })).toThrow(/has no memory for another campaign/);
    one.reset();
    expect(answered(await create(one.url)).status).toBe(201);
  });
});

const state = (): unknown => [
  simulator.requests(),
  simulator.campaigns(),
  simulator.skills(),
  simulator.behaviours(),
  simulator.spent(),
];

describe('the control page', () => {
  it.each(['/', '/page.css', '/page.js'])('runs only its own code and cannot be framed: %s', async (path) => {
    const { headers } = answered(await send(simulator.url + path));
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
      ),
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('contains no foreign address and no markup in its data', async () => {
    const texts = await Promise.all(
      ['/', '/page.css', '/page.js'].map(async (path) => answered(await send(simulator.url + path)).text),
    );
    for (const text of texts) expect(text).not.toMatch(/https?:|url\(|innerHTML|@import ['"u]/);
    const data = /id="data">(.*?)<\/script>/s.exec(texts[0] ?? '')?.[1] ?? '';
    expect(data).not.toContain('<');
    expect(Object.keys(JSON.parse(data) as object)).toEqual(['switches', 'readings', 'texts']);
  });

  it.each(['/page', '/toString', '/page/script.js', '/script.js'])('is not served elsewhere: %s', async (path) => {
    expect(answered(await send(simulator.url + path)).status).toBe(404);
  });

  it('responds 404 to a POST', async () => {
    expect(answered(await send(`${simulator.url}/`, { method: 'POST' })).status).toBe(404);
  });
});
