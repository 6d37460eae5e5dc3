// Clients that repeat requests with their keys until the result is final. They disconnect, send duplicates at once, and
// repeat after the answer.
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { nameOf } from './judge.js';

const MOST_TRIES = 60;
const TIME_LIMIT_MS = 60_000;

export const QUERY = `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) {
  __typename
  ... on CreateCampaignSuccess { replayed campaign { campaignId name } }
  ... on WolkvoxError { code retryable }
  ... on WolkvoxUnavailable { hint }
} }`;

/**
 * Repeats every key until its answer is final, `callers` keys at a time. Resolves with all requests: their times and
 * their answers.
 */
export async function pursue({ keys, callers, replicas, operationIds, random }) {
  const requests = [];
  const results = new Map();
  const left = Array.from({ length: keys }, (_, nth) => nth);

  const send = async (key, operationId, hangUpAfterMs) => {
    const up = replicas.filter((replica) => replica.up);
    const choice = up.length === 0 ? replicas : up;
    const replica = choice[Math.floor(random.between(0, choice.length))];
    const input = { type: 'PREVIEW', name: nameOf(key), skillId: '4021', operationId, idempotencyKey: key };
    const made = { key, startedAt: performance.now(), endedAt: Infinity, word: 'hung-up' };
    requests.push(made);
    try {
      const { status, body } = await post(replica, { query: QUERY, variables: { input } }, hangUpAfterMs);
      const result = body.data?.createCampaign;
      made.endedAt = performance.now();
      made.word = result?.code ?? result?.__typename ?? body.errors?.[0]?.extensions?.code ?? `HTTP ${status}`;
      made.id = result?.campaign?.campaignId;
      made.name = result?.campaign?.name;
      made.hint = result?.hint ?? undefined;
    } catch (error) {
      made.word = error.code === 'HUNG_UP' ? 'hung-up' : 'no answer';
    }
    return made;
  };

  const worker = async () => {
    for (let nth = left.shift(); nth !== undefined; nth = left.shift()) {
      const key = `chaos-${nth}`;
      const operationId = operationIds[nth % operationIds.length];
      let settled;
      for (let tries = 1; tries <= MOST_TRIES && settled === undefined; tries += 1) {
        const hangUpAfterMs = random.chance(0.05) ? random.between(1, 400) : undefined;
        const twin = random.chance(0.05) ? send(key, operationId, undefined) : undefined;
        const { word } = await send(key, operationId, hangUpAfterMs);
        await twin;
        if (word === 'CreateCampaignSuccess' || word === 'OUTCOME_UNKNOWN') settled = word;
        else await sleep(Math.min(50 * 2 ** Math.min(tries, 6), 2_000) * random.between(0.5, 1));
      }
      // A final answer does not change.
      if (settled !== undefined && random.chance(0.1)) await send(key, operationId, undefined);
      results.set(key, settled ?? 'gave up');
    }
  };
  await Promise.all(Array.from({ length: callers }, worker));
  return { requests, results };
}

/** Sends one GraphQL request. Resolves with its status and body. Rejects if there is no response. */
export function post(replica, content, hangUpAfterMs) {
  return new Promise((resolve, reject) => {
    const body = JSON.stringify(content);
    const call = request({
      host: '127.0.0.1',
      port: replica.port,
      agent: replica.agent,
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      timeout: TIME_LIMIT_MS,
    });
    let timer;
    call.once('timeout', () => call.destroy(new Error('No answer in time.')));
    call.once('error', reject);
    call.once('close', () => clearTimeout(timer));
    call.once('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        try {
          resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) });
        } catch (error) {
          reject(error);
        }
      });
    });
    call.end(body);
    if (hangUpAfterMs !== undefined)
      timer = setTimeout(() => {
        reject(Object.assign(new Error('Hung up.'), { code: 'HUNG_UP' }));
        call.socket?.resetAndDestroy();
      }, hangUpAfterMs);
  });
}
