// Kills of a server at each step of a creation with a key, and repeats of the key after its restart.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { post, QUERY } from './clients.js';

/** Tokens in turns, because a killed process leaves its slots leased in Redis. */
export const OPERATION_IDS = Array.from({ length: 24 }, (_, nth) => `operation-${nth}`);
/** Time that the upstream takes for a creation. */
const WORK_MS = 12;
const MOST_TRIES = 200;
const RETRY_MS = 250;

/**
 * Steps of a creation at which the process is killed.
 * - `before the intent`: the request is arriving. The claim of the key may or may not be stored.
 * - `after the intent`: the claim is stored. The call waits for a slot.
 * - `while sent`: the upstream has received the call and has not answered.
 * - `after the answer`: the upstream has just answered.
 * - `before the reply`: the server has the answer and stores the result, or has just replied.
 * - `after the reply`: the client has the result, which is not lost.
 */
export const STEPS = [
  'before the intent',
  'after the intent',
  'while sent',
  'after the answer',
  'before the reply',
  'after the reply',
];

const nameOf = (key) => `Campaign of ${key}`;

/** Starts an upstream that creates every campaign, and counts the calls and campaigns by name. */
export async function startCountingUpstream() {
  /** Name → `calls`, `ids`, and promises of its arrival and its answer. */
  const known = new Map();
  const of = (name) => {
    let one = known.get(name);
    if (one === undefined) {
      known.set(name, (one = { calls: 0, ids: [] }));
      one.arrived = new Promise((resolve) => (one.arrive = resolve));
      one.answered = new Promise((resolve) => (one.answer = resolve));
    }
    return one;
  };
  let lastId = 5800;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { campaign_name: name } = JSON.parse(body);
    const one = of(name);
    one.calls += 1;
    one.arrive();
    if (name.startsWith('filler')) return;
    await sleep(WORK_MS);
    const id = String((lastId += 1));
    one.ids.push(id);
    const data = [{ id_campaign: id, name_campaign: name }];
    response.writeHead(201, { 'content-type': 'application/json' });
    const msg = 'The # campaign_id has been created successfully';
    response.end(JSON.stringify({ code: 201, error: null, msg, data }), one.answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    of,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Kills and restarts the replica once per round, each time at the next step of a new key, and repeats every key until its result is
 * final. Resolves with the rounds: `step`, the result before the kill (`first`), the final one (`last`), and the calls and
 * campaigns of the key.
 *
 * @param other Replica that is not killed and repeats the keys, while the next ones are killed. Without it the killed one repeats
 * each key after its restart, before the next kill.
 */
export async function killAtEveryStep({ rounds, replica, other, upstream, random }) {
  const repeating = [];
  const done = [];
  for (let nth = 0; nth < rounds; nth += 1) {
    const step = STEPS[nth % STEPS.length];
    const key = `kill-${nth}`;
    const operationId = OPERATION_IDS[nth % OPERATION_IDS.length];
    const { arrived, answered } = upstream.of(nameOf(key));
    const send = (to = replica) => create(to, { name: nameOf(key), operationId, idempotencyKey: key });
    let first;
    switch (step) {
      case 'before the intent':
        first = send();
        await sleep(random.between(0, 3));
        break;
      case 'after the intent': {
        const fillers = ['a', 'b'].map((letter) => `filler ${letter} of ${key}`);
        for (const name of fillers) void create(replica, { name, operationId });
        await Promise.all(fillers.map((name) => upstream.of(name).arrived));
        first = send();
        while ((await queued(replica, operationId)) === 0) await sleep(1);
        break;
      }
      case 'while sent':
        first = send();
        await arrived;
        await sleep(random.between(0, WORK_MS));
        break;
      case 'after the answer':
        first = send();
        await answered;
        break;
      case 'before the reply':
        first = send();
        await answered;
        await sleep(random.between(0, 6));
        break;
      case 'after the reply':
        first = send();
        await first;
    }
    await replica.restart();
    const before = await first;
    const { calls: callsBefore } = upstream.of(nameOf(key));
    const repeat = async () => {
      const last = await untilFinal(() => send(other));
      const { calls, ids } = upstream.of(nameOf(key));
      done.push({ step, key, first: before, last, calls, ids, sentBefore: callsBefore > 0 });
    };
    if (other === undefined) await repeat();
    else repeating.push(repeat());
  }
  await Promise.all(repeating);
  return done;
}

/** Judges the rounds. Returns the checks as judge.js does, and the broken rounds. */
export function judgeKills(rounds) {
  const twice = rounds.filter(({ ids, calls }) => ids.length > 1 || calls > 1);
  const lost = rounds.filter(
    ({ first, last }) => first.word === 'CreateCampaignSuccess' && (last.id !== first.id || last.replayed !== true),
  );
  const sentAgain = rounds.filter(({ sentBefore, calls }) => sentBefore && calls > 1);
  const wrong = rounds.filter(({ last, ids }) => last.id !== undefined && !ids.includes(last.id));
  const unfinished = rounds.filter(({ last }) => !FINAL.has(last.word));
  const most = (what, broken) => ({ what, value: broken.length, most: 0 });
  return {
    checks: [
      most('keys with two calls', twice),
      most('keys sent again after a kill', sentAgain),
      most('results lost by a kill', lost),
      most('answers with a wrong id', wrong),
      most('keys without an answer', unfinished),
    ],
    broken: [...new Set([...twice, ...lost, ...sentAgain, ...wrong, ...unfinished])],
  };
}

const FINAL = new Set(['CreateCampaignSuccess', 'OUTCOME_UNKNOWN']);

async function untilFinal(send) {
  let result;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    result = await send();
    if (FINAL.has(result.word)) break;
    await sleep(RETRY_MS);
  }
  return result;
}

/** Creates a campaign. Resolves with its code and id; `no answer` if the server is down or dies. */
async function create(replica, input) {
  const variables = { input: { type: 'PREVIEW', skillId: '4021', ...input } };
  try {
    const { status, body } = await post(replica, { query: QUERY, variables });
    const result = body.data?.createCampaign;
    const word = result?.code ?? result?.__typename ?? body.errors?.[0]?.extensions?.code ?? `HTTP ${status}`;
    return { word, id: result?.campaign?.campaignId, replayed: result?.replayed };
  } catch {
    return { word: 'no answer' };
  }
}

async function queued(replica, operationId) {
  const query = 'query ($id: ID!) { operation(id: $id) { limits { queued } } }';
  const { body } = await post(replica, { query, variables: { id: operationId } });
  return body.data.operation.limits.queued;
}
