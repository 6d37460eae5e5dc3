import { afterAll, describe, expect, it } from '@jest/globals';

import { startSimulator } from '../../packages/simulator/src/simulator.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startBuiltServer } from '../support/built-server.js';
import { PREVIEW, TOKEN } from '../support/product.js';

/** Node allows a process to read all files and to write none; a write throws. */
const PERMISSION = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

describe('a server with a read-only file system', () => {
  const closers: (() => unknown)[] = [];
  afterAll(() => Promise.all(closers.map((close) => close())));

  it('starts, creates, reads, logs and stops without writing a file', async () => {
    const simulator = await startSimulator({ token: TOKEN });
    closers.push(() => simulator.close());
    const server = startBuiltServer({
      PORT: '0',
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
      AUTH_ALLOW_ANONYMOUS: 'true',
      NODE_OPTIONS: `${PERMISSION} --allow-fs-read=*`,
      WOLKVOX_BASE_URL: simulator.url,
      WOLKVOX_TOKEN: TOKEN,
    });
    closers.push(() => server.process.kill('SIGKILL'));
    const url = await server.url;
    const ask = async (query: string, variables: object = {}): Promise<unknown> => {
      const body = JSON.stringify({ query, variables });
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json();
    };
    expect(await ask(SAMPLE_OPERATION.document, { input: PREVIEW })).toMatchObject({
      data: { createCampaign: { __typename: 'CreateCampaignSuccess' } },
    });
    expect(await ask('{ campaigns { totalCount } }')).toEqual({ data: { campaigns: { totalCount: 1 } } });
    for (const path of ['/livez', '/readyz', '/nowhere']) await fetch(url + path);
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.output()).not.toContain('ERR_ACCESS_DENIED');
  });

  it('would fail on a write', async () => {
    const server = startBuiltServer({ NODE_OPTIONS: `${PERMISSION} --allow-fs-read=*` }, [
      process.execPath,
      '--eval',
      "require('fs').writeFileSync('/tmp/written', '')",
    ]);
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain('ERR_ACCESS_DENIED');
  });
});
