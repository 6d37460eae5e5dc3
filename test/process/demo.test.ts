import { afterEach, describe, expect, it } from '@jest/globals';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { DEMO_TEXTS, demoLanguage, type DemoLanguage } from '../../src/demo/demo-text.js';

const DEMO = fileURLToPath(new URL('../../dist/demo.js', import.meta.url));

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** The built demo as `npm run demo` starts it; answers all it says. */
async function start(language: DemoLanguage): Promise<string> {
  const demo = spawn(process.execPath, [DEMO], {
    env: { PATH: process.env.PATH, LANG: `${language}_CO.UTF-8`, EXPLORER: 'graphiql' },
  });
  const ended = once(demo, 'close');
  closers.push(() => {
    demo.kill('SIGTERM');
    return ended;
  });
  let said = '';
  for await (const chunk of demo.stdout as AsyncIterable<Buffer>) {
    said += chunk.toString();
    if (said.includes('Ctrl+C')) return said;
  }
  throw new Error(`The demo ended: ${said}`);
}

/** Each curl of the text, to be run as often as one likes. */
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
  it.each(['en', 'es'] as const)('tells a story whose calls do what it says: %s', async (language) => {
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
    for (const replayed of [false, true])
      expect(await keyed?.()).toMatchObject({ data: { createCampaign: { campaign: {}, replayed } } });
    await normal?.();
    expect(await list?.()).toMatchObject({ data: { campaigns: { totalCount: 12 } } });
    const page = /^\S.* (http:\S+\/)$/m.exec(said)?.[1] ?? '';
    expect(await (await fetch(page)).text()).toContain('/page.js');
  });

  it('forgets with the simulator that no call was left', async () => {
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

describe('the language of the demo', () => {
  it.each<[Record<string, string>, DemoLanguage]>([
    [{}, 'en'],
    [{ LANG: 'es_CO.UTF-8' }, 'es'],
    [{ LANG: 'es' }, 'es'],
    [{ LANG: 'es_MX', LC_ALL: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'en_US', LC_ALL: 'es_ES' }, 'es'],
    [{ LANG: 'es_MX', LC_ALL: '' }, 'es'],
    [{ LANG: 'C.UTF-8' }, 'en'],
  ])('is of %j: %s', (environment, language) => {
    expect(demoLanguage(environment)).toBe(language);
  });
});
