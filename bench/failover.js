// Fail-overs under load: two server processes with Redis and Sentinels, then with Redis Cluster. The primary is killed with
// SIGKILL, and in every second round a server process with it. FAILOVER_ROUNDS: fail-overs of each form, default 10.
// FAILOVER_FORMS: `sentinel`, `cluster` or both (default). FAILOVER_PROGRAM: for example `valkey-server`. It prints the
// figures of docs/guides/redis.md, and fails if a promise is broken.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { startSimulator } from '../packages/simulator/dist/simulator.js';
import { PASSWORD, startClusterGroup, startSentinelGroup } from '../test/support/redis-groups.js';
import { startReplica } from './chaos/servers.js';
import { post } from './chaos/clients.js';

const ROUNDS = Number(process.env.FAILOVER_ROUNDS ?? 10);
const FORMS = (process.env.FAILOVER_FORMS ?? 'sentinel cluster').split(/[\s,]+/);
const PROGRAM = process.env.FAILOVER_PROGRAM ?? 'redis-server';
const CLIENTS = 8;
const CALL_MS = 50;
/** Load before a fail-over and after its recovery. */
const CALM_MS = 2_000;
const RECOVERY_MS = 10_000;
const DEADLINE_MS = 60_000;
const TOKEN = 'canary-token-of-the-fail-overs';

const QUERY = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) {
  __typename
  ... on CreateCampaignSuccess { replayed campaign { campaignId } }
  ... on WolkvoxError { code }
} }`;

process.once('SIGTERM', () => process.exit(1));
process.once('SIGINT', () => process.exit(1));
if (FORMS.includes('sentinel')) await run('Sentinels', startSentinelGroup);
if (FORMS.includes('cluster')) await run('Cluster', startClusterGroup);

async function run(name, start) {
  const simulator = await startSimulator({ token: TOKEN, licences: 10_000 });
  simulator.behave({ delayMs: CALL_MS, times: 'always' });
  const group = await start({ program: PROGRAM });
  let output = '';
  const replicas = [];
  try {
    const variables = {
      AUTH_ALLOW_ANONYMOUS: 'true',
      WOLKVOX_BASE_URL: simulator.url,
      WOLKVOX_SERVER: '0013',
      WOLKVOX_TOKEN: TOKEN,
      // A short lease, because a slot of a killed process must not delay the next round.
      WOLKVOX_SLOT_LEASE_MS: '6000',
      WOLKVOX_TIMEOUT_MS: '5000',
      REDIS_URL: group.url,
    };
    const onOutput = (text) => (output += text);
    while (replicas.length < 2) replicas.push(await startReplica(variables, onOutput));

    const load = startLoad(replicas);
    const recoveries = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      await sleep(CALM_MS);
      const victim = round % 2 === 0 ? replicas[(round / 2) % 2] : undefined;
      let restarted;
      const recovered = new Promise((resolve) => {
        void group
          .failOver(() => {
            const killedAt = performance.now();
            restarted = victim?.restart();
            load.onSuccess((startedAt) => startedAt > killedAt && resolve(performance.now() - killedAt));
          })
          .catch((error) => resolve(Promise.reject(error)));
      });
      recoveries.push(await recovered);
      await restarted;
      await group.whenComplete();
    }
    await sleep(CALM_MS);
    const { created, unknown } = await load.stop();
    simulator.normal();

    // Each acknowledged key must return its campaign at both processes, and create none.
    const before = simulator.campaigns().length;
    let lost = 0;
    for (const [key, id] of created)
      for (const replica of replicas) {
        const { result } = await create(replica, key);
        if (result?.replayed !== true || result.campaign.campaignId !== id) lost += 1;
      }
    const names = new Map();
    for (const { campaign_name: campaign } of simulator.campaigns())
      names.set(campaign, (names.get(campaign) ?? 0) + 1);
    const seconds = recoveries.map((ms) => ms / 1_000).sort((a, b) => a - b);
    const figures = [
      ['fail-overs', recoveries.length, ROUNDS],
      ['peak in flight, counted upstream', simulator.mostInFlight(), 2],
      ['acknowledged keys', created.size],
      ['acknowledged keys that a repeat does not return', lost, 0],
      ['campaigns made by repeats', simulator.campaigns().length - before, 0],
      ['most campaigns of one key', Math.max(...names.values()), 1],
      ['results OUTCOME_UNKNOWN', unknown],
      ['recovery, median (s)', seconds[Math.floor(seconds.length / 2)].toFixed(1)],
      ['recovery, longest (s)', seconds.at(-1).toFixed(1), RECOVERY_MS / 1_000],
      ['log lines with the password or the token', count(output, PASSWORD) + count(output, TOKEN), 0],
    ];
    console.log(`\n${name}, ${PROGRAM}:`);
    for (const [what, value, most] of figures) {
      const broken = most !== undefined && Number(value) > most;
      if (broken) process.exitCode = 1;
      console.log(`  ${what.padEnd(50)} ${String(value).padStart(6)}   ${broken ? `BROKEN (at most ${most})` : ''}`);
    }
  } finally {
    for (const replica of replicas) await replica.stop();
    await group.stop();
    await simulator.close();
  }
}

/** Clients that create one campaign after another, each under its own key, and repeat a request until its result is final. */
function startLoad(replicas) {
  const created = new Map();
  let unknown = 0;
  let stopped = false;
  let onSuccess = () => undefined;
  const client = async (_, nth) => {
    for (let turn = nth; !stopped; turn += 1) {
      const key = randomUUID();
      const endsAt = performance.now() + DEADLINE_MS;
      let last;
      for (let settled = false; !settled; turn += 1) {
        if (performance.now() > endsAt) throw new Error(`No final result within ${DEADLINE_MS} ms, last ${last}.`);
        const startedAt = performance.now();
        const { word, result } = await create(replicas[turn % replicas.length], key);
        last = word;
        settled = word === 'CreateCampaignSuccess' || word === 'OUTCOME_UNKNOWN';
        if (word === 'OUTCOME_UNKNOWN') unknown += 1;
        else if (settled) {
          created.set(key, result.campaign.campaignId);
          onSuccess(startedAt);
        } else await sleep(50);
      }
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, client));
  clients.catch((error) => {
    console.error(error);
    process.exit(1);
  });
  return {
    onSuccess: (listener) => (onSuccess = listener),
    stop: async () => {
      stopped = true;
      await clients;
      return { created, unknown };
    },
  };
}

/** Sends one creation. Its word is the type or code of the result, `no answer` if the process died. */
async function create(replica, key) {
  const input = { type: 'PREVIEW', name: key, skillId: '4021', idempotencyKey: key };
  try {
    const { body } = await post(replica, { query: QUERY, variables: { input } });
    const result = body.data?.createCampaign;
    return { result, word: result?.code ?? result?.__typename ?? 'error' };
  } catch (error) {
    // The process was killed, or does not listen yet.
    if (error.code === undefined) throw error;
    return { word: 'no answer' };
  }
}

function count(text, part) {
  return text.split(part).length - 1;
}
