import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';
import { answered, create, send, TOKEN } from './support.js';

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
  ])('is refused to $who, and changes nothing', async ({ headers }) => {
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
    { who: 'its own page behind another port', headers: () => ({ host: '[::1]:5001', origin: 'http://[::1]:5001' }) },
  ])('is open to $who', async ({ headers }) => {
    expect(await ask(headers(port))).toBe(200);
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
  it.each(['/', '/page.css', '/page.js'])('runs nothing but its own, and cannot be framed: %s', async (path) => {
    const { headers } = answered(await send(simulator.url + path));
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/,
      ),
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('has no address but its own in it, and no room for markup in its data', async () => {
    const texts = await Promise.all(
      ['/', '/page.css', '/page.js'].map(async (path) => answered(await send(simulator.url + path)).text),
    );
    for (const text of texts) expect(text).not.toMatch(/https?:|url\(|innerHTML|@import ['"u]/);
    const data = /id="data">(.*?)<\/script>/s.exec(texts[0] ?? '')?.[1] ?? '';
    expect(data).not.toContain('<');
    expect(Object.keys(JSON.parse(data) as object)).toEqual(['switches', 'texts']);
  });

  it.each(['/page', '/toString', '/page/script.js', '/script.js'])('is nowhere else: %s', async (path) => {
    expect(answered(await send(simulator.url + path)).status).toBe(404);
  });

  it('answers a POST to it with 404', async () => {
    expect(answered(await send(`${simulator.url}/`, { method: 'POST' })).status).toBe(404);
  });
});
