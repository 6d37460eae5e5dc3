// Cost of the HTTP policies: a server with bearer tokens, rate limit and CORS list, compared with one without them.
// `npm run bench`. With BASELINE=<dist folder of another build> the other server is that build.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SignJWT } from 'jose';

import { CONNECTIONS, graphql, HEAD, inRounds, line, measured, quantile, start, stop } from './harness.js';
import { REQUESTS } from './requests.js';

const WARM_UP_CALLS = 8_000;
/** Processes of the same code differ in speed for their whole life, so several are measured. */
const PAIRS = 4;
const ROUNDS = 14;
const { BASELINE } = process.env;
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

/** Loads one server of each kind, in separate processes, and returns their rounds. */
async function pair({ request, expected, calls }) {
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
  const open = await start('server.js', { ...common, UNHARDENED: '1', ...(BASELINE && { DIST: BASELINE }) });
  // Both get identical requests, because the cost of a token in client and network is not the server's.
  const headers = { authorization: `Bearer ${token}`, origin: 'https://crm.example.com' };
  const load =
    ({ child, url }) =>
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
  stop();
  return rounds;
}

try {
  for (const [name, load] of Object.entries(REQUESTS)) {
    const all = { hardened: [], open: [] };
    for (let n = 0; n < PAIRS; n += 1) {
      const { hardened, open } = await pair(load);
      all.hardened.push(...hardened);
      all.open.push(...open);
    }
    const ratios = all.hardened.map(({ perSecond }, n) => perSecond / all.open[n].perSecond);
    const lost = 1 - quantile(ratios, 0.5);
    console.log(
      `${name}; ${PAIRS} pairs of processes, ${ROUNDS} rounds of ${load.calls} calls each, ${CONNECTIONS} connections`,
    );
    console.log(HEAD);
    console.log(line('hardened, with bearer tokens', all.hardened));
    console.log(line(BASELINE ? 'another build' : 'without authentication and policies', all.open));
    console.log(
      `throughput lost to the front door: ${(lost * 100).toFixed(1)} % in the median round, half of the rounds from ` +
        `${((1 - quantile(ratios, 0.75)) * 100).toFixed(1)} to ${((1 - quantile(ratios, 0.25)) * 100).toFixed(1)} ` +
        `(target: at most ${LOST_TARGET * 100} %, ${lost <= LOST_TARGET ? 'met' : 'MISSED'})`,
    );
  }
} finally {
  stop();
  rmSync(folder, { recursive: true });
}
