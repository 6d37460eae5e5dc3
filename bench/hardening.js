// What the front door costs: the server as production has it, with bearer tokens, a rate limit and a CORS list, beside one
// that asks nobody and leaves out what can be left out. `npm run bench`. With BASELINE=<folder of another build's dist> the other
// one is that build, for example of a commit from before there was a front door.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SignJWT } from 'jose';

import { CONNECTIONS, graphql, HEAD, inRounds, line, measured, quantile, start, stop } from './harness.js';

const WARM_UP_CALLS = 20_000;
const ROUNDS = Number(process.env.ROUNDS ?? 40);
const LOST_TARGET = 0.1;

const issuer = 'https://id.example/';
const audience = 'wolkvox-graphql';
const folder = mkdtempSync(join(tmpdir(), 'wolkvox-bench-'));
const keyFile = join(folder, 'key.pem');
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
const token = await new SignJWT({ scope: 'campaigns:read campaigns:create' })
  .setProtectedHeader({ alg: 'RS256' })
  .setIssuer(issuer)
  .setAudience(audience)
  .setSubject('bench')
  .setExpirationTime('2h')
  .sign(privateKey);

const REQUESTS = {
  'cached reads': {
    request: { query: '{ campaigns(first: 20) { totalCount nodes { id name type status } } }' },
    expected: '"totalCount"',
    calls: 2_000,
  },
  createCampaign: {
    request: {
      query: readFileSync(new URL('../schema/operations/CreateCampaign.graphql', import.meta.url), 'utf8'),
      variables: { input: { type: 'PREVIEW', name: 'Encuesta', skillId: '4021' } },
    },
    expected: '"CreateCampaignSuccess"',
    calls: 1_000,
  },
};

try {
  for (const [what, { request, expected, calls }] of Object.entries(REQUESTS)) {
    const simulator = await start('simulator.js', { CAMPAIGNS: '1000' });
    const common = { WOLKVOX_BASE_URL: simulator.url, PORT: '0', HOST: '127.0.0.1', WOLKVOX_RECONCILE: 'off' };
    const hardened = await start('server.js', {
      ...common,
      AUTH_ALLOW_ANONYMOUS: '',
      AUTH_MODE: 'jwt',
      AUTH_JWT_KEY_FILE: keyFile,
      AUTH_JWT_ISSUER: issuer,
      AUTH_JWT_AUDIENCE: audience,
      LIMIT_REQUESTS_PER_MINUTE: '1000000',
      CORS_ORIGINS: 'https://crm.example.com',
    });
    const { BASELINE } = process.env;
    const open = await start('server.js', { ...common, UNHARDENED: '1', ...(BASELINE && { DIST: BASELINE }) });
    const load =
      ({ child, url }, headers) =>
      (count) =>
        measured(child, count, () => graphql(`${url}/graphql`, count, request, expected, headers));
    const rounds = await inRounds(
      {
        hardened: load(hardened, { authorization: `Bearer ${token}`, origin: 'https://crm.example.com' }),
        open: load(open),
      },
      { warmUpCalls: WARM_UP_CALLS, rounds: ROUNDS, calls },
      () => simulator.child.send({ reset: true }),
    );
    const ratios = rounds.hardened.map(({ perSecond }, n) => perSecond / rounds.open[n].perSecond);
    const lost = 1 - quantile(ratios, 0.5);
    console.log(`${what}; median of ${ROUNDS} rounds of ${calls} calls, ${CONNECTIONS} connections`);
    console.log(HEAD);
    console.log(line('hardened, with bearer tokens', rounds.hardened));
    console.log(line(BASELINE ? 'another build' : 'asks nobody, leaves out what it can', rounds.open));
    console.log(
      `throughput lost to the front door: ${(lost * 100).toFixed(1)} % in the median round, half of the rounds from ` +
        `${((1 - quantile(ratios, 0.75)) * 100).toFixed(1)} to ${((1 - quantile(ratios, 0.25)) * 100).toFixed(1)} ` +
        `(target: at most ${LOST_TARGET * 100} %, ${lost <= LOST_TARGET ? 'met' : 'MISSED'})`,
    );
    stop();
  }
} finally {
  stop();
  rmSync(folder, { recursive: true });
}
