import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { until } from '../support/until.js';
import { DEMO_TEXTS, demoLanguage, type DemoLanguage } from '../../packages/demo/src/demo-text.js';

const DEMO = fileURLToPath(new URL('../../packages/demo/dist/main.js', import.meta.url));

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Starts the built demo as `npm run demo` does. Returns its output. */
async function start(language: DemoLanguage, variables: Record<string, string> = {}): Promise<string> {
  printed = '';
  const demo = spawn(process.execPath, [DEMO], {
    env: { PATH: process.env.PATH, LANG: `${language}_CO.UTF-8`, EXPLORER: 'graphiql', ...variables },
  });
  const ended = once(demo, 'close');
  closers.push(() => {
    demo.kill('SIGTERM');
    return ended;
  });
  demo.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await until(() => printed.includes('Ctrl+C') || demo.exitCode !== null, 'the demo has printed its text');
  if (demo.exitCode !== null) throw new Error(`The demo ended: ${printed}`);
  return printed;
}
/** Everything that the demo has printed, including output after its text. */
let printed = '';
/** Server address in the text. */
const serverOf = (said: string): string => /http:\S+(?=\/graphql)/.exec(said)?.[0] ?? '';

/** The curl commands of the text, each repeatable. */
function curls(said: string): (() => Promise<Record<string, unknown>>)[] {
  return said
    .split('\n')
    .filter((line) => line.startsWith('curl '))
    .map((line) => {
      const url = /http:\S+/.exec(line)?.[0] ?? '';
      const headers = new Headers();
      for (const [, name = '', value = ''] of line.matchAll(/-H '([\w-]+): ([^']*)'/g)) headers.set(name, value);
      const body = /-d '([^']*)'/.exec(line)?.[1] ?? '';
      return async () =>
        (await (await fetch(url, { method: 'POST', headers, body })).json()) as Record<string, unknown>;
    });
}

describe('the demo', () => {
  it.each(['en', 'es'] as const)('prints commands with the described results: %s', async (language) => {
    const said = await start(language);
    expect(said).toContain(DEMO_TEXTS[language].here);
    const [create, list, lose, keyed, normal, ...others] = curls(said);
    expect(others).toEqual([]);
    expect(await create?.()).toMatchObject({ data: { createCampaign: { __typename: 'CreateCampaignSuccess' } } });
    const before = await list?.();
    expect(before).toMatchObject({ data: { campaigns: { totalCount: 9 } } });
    await lose?.();
    for (let times = 0; times < 2; times += 1)
      expect(await create?.()).toMatchObject({
        data: { createCampaign: { code: 'OUTCOME_UNKNOWN', candidates: expect.arrayContaining([expect.anything()]) } },
      });
    for (const replayed of [false, true, true])
      expect(await keyed?.()).toMatchObject({
        data: { createCampaign: { __typename: 'CreateCampaignSuccess', campaign: {}, replayed } },
      });
    await normal?.();
    expect(await list?.()).toMatchObject({ data: { campaigns: { totalCount: 12 } } });
    const page = /^\S.* (http:\S+\/)$/m.exec(said)?.[1] ?? '';
    expect(await (await fetch(page)).text()).toContain('/page.js');
  });

  it('prints nothing after its text while it is used, unless LOG_LEVEL is set', async () => {
    const said = await start('en');
    const [create, list] = curls(said);
    await create?.();
    await list?.();
    expect(printed).toBe(said);
    const server = serverOf(said);
    for (const close of closers.splice(0)) await close();
    expect(printed).toBe(said);

    const loud = await start('en', { LOG_LEVEL: 'info' });
    expect(serverOf(loud)).toBe(server);
    await curls(loud)[0]?.();
    await until(() => printed.includes('"msg":"audit"') && printed.includes('"msg":"request"'), 'the demo logs');
  });

  it('clears the exhausted quota with the simulator', async () => {
    const said = await start('en');
    const [create, , , , normal] = curls(said);
    const base = /http:\S+(?=\/control\/normal)/.exec(said)?.[0] ?? '';
    await fetch(`${base}/control/behave`, { method: 'POST', body: '{"preset":"quota-exhausted"}' });
    for (let times = 0; times < 2; times += 1)
      expect(await create?.()).toMatchObject({ data: { createCampaign: { code: 'QUOTA_EXHAUSTED' } } });
    await normal?.();
    expect(await create?.()).toMatchObject({ data: { createCampaign: { __typename: 'CreateCampaignSuccess' } } });
  });
});

describe('the demo with CORS_ORIGINS', () => {
  let server: string;
  let close: (() => Promise<unknown>)[];
  beforeAll(async () => {
    server = serverOf(await start('en', { CORS_ORIGINS: 'https://crm.example.com' }));
    // For all rows.
    close = closers.splice(0);
  });
  afterAll(() => Promise.all(close.map((end) => end())));

  it.each([
    ['http://localhost:5199', true],
    ['http://localhost', true],
    ['https://127.0.0.1:3000', true],
    ['http://[::1]:8080', true],
    ['http://app.localhost:5173', true],
    ['https://crm.example.com', true],
    ['https://other.example.com', false],
    ['http://localhost.evil.example', false],
    ['http://evil.example:5199', false],
    ['http://10.0.0.1:5199', false],
    ['null', false],
  ])('lets a page of %s read its responses: %p', async (origin, isAllowed) => {
    const preflight = await fetch(`${server}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe(isAllowed ? origin : null);
    const answer = await fetch(`${server}/graphql`, {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe(isAllowed ? origin : null);
  });
});

describe('the language of the demo', () => {
  it.each<[Record<string, string>, DemoLanguage]>([
    [{}, 'en'],
    [{ LANG: 'es_CO.UTF-8' }, 'es'],
    [{ LANG: 'es' }, 'es'],
    [{ LANG: 'es_MX', LC_ALL: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'en_US', LC_ALL: 'es_ES' }, 'es'],
    [{ LANG: 'es_MX', LC_ALL: '' }, 'es'],
    [{ LANG: 'C.UTF-8' }, 'en'],
  ])('is for %j: %s', (environment, language) => {
    expect(demoLanguage(environment)).toBe(language);
  });
});
