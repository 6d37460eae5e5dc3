import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { EXPLORERS } from '../../src/config/config.js';
import { pickExplorer } from '../../packages/demo/src/pick-explorer.js';
import { startUpstream, type Scripted, type Upstream } from '../support/upstream.js';

const JAVASCRIPT = { 'content-type': 'application/javascript' };

/** Replaces the script of Apollo Sandbox. */
let internet: Upstream;
let silent: Server;
beforeAll(async () => {
  internet = await startUpstream(() => ({ status: 500, body: '' }));
  silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(async () => {
  await internet.close();
  silent.close();
});

describe('the explorer of the demo', () => {
  it.each<[string, Scripted, string]>([
    ['the script is there', { status: 200, body: '', headers: JAVASCRIPT }, 'sandbox'],
    ['it has the older type', { status: 200, body: '', headers: { 'content-type': 'text/javascript' } }, 'sandbox'],
    ['a page stands in its place', { status: 200, body: '', headers: { 'content-type': 'text/html' } }, 'graphiql'],
    ['somebody wants a sign-in first', { status: 302, body: '', headers: { location: '/script' } }, 'graphiql'],
    ['a proxy refuses', { status: 407, body: '', headers: JAVASCRIPT }, 'graphiql'],
    ['it is gone', { status: 404, body: '', headers: JAVASCRIPT }, 'graphiql'],
  ])('is the working one if the script is %s', async (_case, answer, explorer) => {
    internet.seen.length = 0;
    internet.answer = () => answer;
    expect(await pickExplorer(undefined, `${internet.url}/script.js`)).toMatchObject({ shown: explorer });
    expect(internet.seen.map(({ method, url }) => [method, url])).toEqual([['HEAD', '/script.js']]);
  });

  it('is GraphiQL if the host does not respond or refuses the connection', async () => {
    const { port } = silent.address() as AddressInfo;
    for (const address of [`http://127.0.0.1:${port}/`, 'http://127.0.0.1:1/', 'http://no-host.invalid/'])
      expect(await pickExplorer('', address)).toEqual({ shown: 'graphiql', because: 'offline' });
  });

  it.each(EXPLORERS)('is %s if EXPLORER is set, without a request', async (asked) => {
    internet.seen.length = 0;
    expect(await pickExplorer(asked, internet.url)).toEqual({ shown: asked, because: 'asked' });
    expect(internet.seen).toEqual([]);
  });
});
