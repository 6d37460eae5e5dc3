import { expect, it } from '@jest/globals';

import { fileURLToPath } from 'node:url';

import { startBuiltServer } from '../support/built-server.js';

const EXAMPLE = fileURLToPath(new URL('../../examples/campaign-desk/with-demo.js', import.meta.url));

it('npm run example serves the desk with the demo behind it, and ends both', async () => {
  const example = startBuiltServer({ EXPLORER: 'graphiql' }, [process.execPath, EXAMPLE]);
  try {
    const desk = await example.says(/^Desk +(http:.+)\/$/);
    const demo = await example.says(/^Explorer +(http:.+)\/graphql$/);
    const page = await fetch(desk);
    expect(await page.text()).toContain('<div id="root">');
    expect((await fetch(`${desk}/src/main.tsx`)).status).toBe(200);
    const query = '{ skills { skillId } }';
    const ask = (url: string): Promise<Response> =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
    const skills: unknown = await (await ask(desk)).json();
    expect(skills).toMatchObject({ data: { skills: [{ skillId: '4021' }, {}, {}, {}, {}, {}] } });
    example.process.kill('SIGINT');
    expect(await example.ended).toBe(0);
    await expect(ask(demo)).rejects.toThrow();
  } finally {
    example.process.kill('SIGKILL');
    await example.ended;
  }
});
