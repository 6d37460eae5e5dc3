import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startRawUpstream } from '../support/raw-upstream.js';
import { selfSigned } from '../support/tls.js';
import { startUpstream, type Upstream } from '../support/upstream.js';
import { leavesNothingInTheLog, startTarget, TOKEN, type Target } from './support.js';

/** An upstream, or an attacker in its place, that tries to redirect the token. */
let target: Target;
let thief: Upstream;
const INPUT = { type: 'PREVIEW', name: 'a', skillId: '1' };
const create = () => target.graphql(SAMPLE_OPERATION.document, { input: INPUT });

beforeAll(async () => {
  thief = await startUpstream(() => ({ status: 200, body: {} }));
  target = await startTarget({ WOLKVOX_MAX_RETRIES: '0', WOLKVOX_RECONCILE: 'off', CACHE_TTL_MS: '0' });
});
const nothingWentElsewhere = async (): Promise<void> => {
  expect(thief.seen).toEqual([]);
  await target.serves();
};
afterAll(() => Promise.all([target.close(), thief.close()]));

const elsewhere = (): Record<string, string> => ({
  location: `${thief.url}/api/v2/campaign.php`,
  refresh: `0; url=${thief.url}`,
  link: `<${thief.url}>; rel=preload`,
  'content-location': thief.url,
  'alt-svc': `h2="${new URL(thief.url).host}"`,
  'www-authenticate': `Basic realm="${thief.url}"`,
  'set-cookie': 'a=b',
});

it.each([300, 301, 302, 303, 305, 307, 308])(
  'a redirect %i to another host is not followed, and the outcome is unknown',
  async (status) => {
    target.upstream.answer = () => ({ status, body: '', headers: elsewhere() });
    const before = target.upstream.seen.length;
    expect((await create()).body.data).toMatchObject({
      createCampaign: { __typename: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' },
    });
    expect(target.upstream.seen.slice(before)).toHaveLength(1);
    await nothingWentElsewhere();
  },
);

it.each([200, 201, 401, 403, 407, 426, 503])(
  'a status %i with redirect headers causes no request to another host',
  async (status) => {
    target.upstream.answer = () => ({
      status,
      body: { code: status, error: 'x', msg: thief.url },
      headers: elsewhere(),
    });
    const before = target.upstream.seen.length;
    expect((await create()).status).toBe(200);
    expect(target.upstream.seen.slice(before)).toHaveLength(1);
    await nothingWentElsewhere();
  },
);

it('a redirect of a read is not followed', async () => {
  target.upstream.answer = () => ({ status: 302, body: '', headers: elsewhere() });
  const reply = await target.graphql('{ operation { tokenUsage { limit } } }');
  expect(reply.status).toBe(200);
  expect(reply.codes).toHaveLength(1);
  await nothingWentElsewhere();
});

it('responses that contain the token in any spelling do not reveal it', async () => {
  const spelled = [
    TOKEN,
    TOKEN.toUpperCase(),
    TOKEN.split('')
      .map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  ];
  for (const token of spelled) {
    target.upstream.answer = () => ({
      status: 404,
      body: `{"code":404,"error":"${token}","msg":"x ${token} y","data":[{"id_campaign":"${token}"}]}`,
    });
    await create();
  }
  await nothingWentElsewhere();
});

leavesNothingInTheLog(() => target);

it.each(['0', ''])(
  'NODE_TLS_REJECT_UNAUTHORIZED=%j accepts no invalid certificate: no byte of a request is sent',
  async (value) => {
    const certificate = await selfSigned();
    const impostor = await startRawUpstream(() => undefined, { certificate });
    const careless = await startTarget({ WOLKVOX_BASE_URL: impostor.url, NODE_TLS_REJECT_UNAUTHORIZED: value });
    try {
      const reply = await careless.graphql(SAMPLE_OPERATION.document, { input: INPUT });
      expect(reply.body.data).toMatchObject({ createCampaign: { code: 'UNREACHABLE' } });
      expect(impostor.connections().opened).toBeGreaterThan(0);
      expect(impostor.requests).toEqual([]);
    } finally {
      await Promise.all([careless.close(), impostor.close()]);
    }
  },
);
