// Two minutes in which everything happens that the dashboard shows.
import { setTimeout as sleep } from 'node:timers/promises';

import { ROUTER_SECRET } from './system.js';

export const SECONDS = 120;
const TICK_MS = 100;

const CAMPAIGNS = `query CampaignsOfToday($operation: ID) {
  campaigns(operationId: $operation, first: 20) { totalCount nodes { id name type status skill { name } } }
}`;
const SKILLS = 'query SkillsToChoose($operation: ID) { skills(operationId: $operation) { id name } }';
const CREATE = `mutation CreateCampaign($input: CreateCampaignInput!) {
  createCampaign(input: $input) {
    __typename
    ... on CreateCampaignSuccess { replayed campaign { id } }
    ... on WolkvoxError { code }
  }
}`;

/** What wolkvox does from a second on, to an operation; the usual answer where nothing is said. */
const WEATHER = [
  { at: 0, operation: 'santiago', behaviour: { delayMs: 120, times: 'always' } },
  { at: 24, operation: 'santiago', behaviour: { preset: 'invalid-token', times: 4 } },
  { at: 30, behaviour: { preset: 'licence-capacity', api: 'create_campaign', times: 6 } },
  { at: 58, behaviour: { preset: 'lost-answer', api: 'create_campaign', times: 4 } },
  { at: 66, behaviour: { preset: 'maintenance', times: 'always' } },
  { at: 73, behaviour: { preset: 'internal-error', api: 'campaigns', times: 'always' } },
];
/** Seconds of the first operation in which the weather above holds. */
const ROUGH = [
  [30, 34],
  [58, 62],
  [66, 83],
];

const within = (second, spans) => spans.some(([from, to]) => second >= from && second < to);

/** Sends it all, and resolves when the time is over and everything is answered. */
export async function drive({ url, simulators }) {
  const under = new Set();
  const start = performance.now();
  let keys = 0;
  const send = (body, headers = caller('frontend')) => {
    const work = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
      .then((answer) => answer.text())
      .catch(() => undefined)
      .finally(() => under.delete(work));
    under.add(work);
  };
  const create = (more = {}, headers = undefined) => {
    const input = { type: 'PREVIEW', name: `Encuesta ${keys}`, skillId: '4021', operationId: 'default', ...more };
    send({ query: CREATE, variables: { input } }, headers);
  };
  const list = (query, operation, headers = undefined) => send({ query, variables: { operation } }, headers);

  const weather = [...WEATHER];
  for (let tick = 0; ; tick += 1) {
    const second = (performance.now() - start) / 1000;
    if (second >= SECONDS) break;
    const [next] = weather;
    if (next !== undefined && second >= next.at) {
      simulators[next.operation ?? 'default'].behave(next.behaviour);
      weather.shift();
    } else if (tick % 10 === 0 && !within(second, ROUGH))
      simulators.default.behave({ delayMs: Math.round(80 + 170 * (1 + Math.sin(second / 6))), times: 'always' });

    // Reads: most of them out of what is kept, more of them by and by.
    for (let n = 0; n < 1 + second / 60; n += 1) list(CAMPAIGNS, 'default', caller(`frontend-${tick % 5}`));
    if (tick % 5 === 0) list(SKILLS, 'default', caller('frontend-skills'));
    if (tick % 15 === 0) list(CAMPAIGNS, 'santiago', caller('frontend-santiago'));

    const burst = within(second, [[40, 50]]);
    if (tick % (burst ? 1 : 9) === 0)
      create(
        tick % 2 === 0 ? {} : { type: 'PREDICTIVE', startTime: '2030-11-23T08:00:00', endTime: '2030-11-23T18:00:00' },
      );
    if (tick % 12 === 0) create({ operationId: 'santiago' }, caller('frontend-santiago'));
    if (tick % 30 === 0) keys += 1;
    if (tick % 11 === 0) create({ idempotencyKey: `key-${keys}`, name: `Con clave ${keys}` }, caller('patient'));
    if (within(second, [[20, 28]]) && tick % 4 === 0) create({ name: '' });

    // Who does not belong here.
    if (within(second, [[14, 20]]) && tick % 2 === 0) list(SKILLS, 'default', {});
    if (within(second, [[36, 41]]) && tick % 3 === 0) create({}, caller('reader', 'campaigns:read'));
    if (within(second, [[52, 56]]) && tick % 2 === 0) send('{"query":');
    if (within(second, [[84, 90]]) && tick % 3 === 0) send({ query: `{ ${deep(40)} }` });
    if (second >= 88) for (let n = 0; n < 3; n += 1) list(SKILLS, 'default', caller('greedy'));

    await sleep(Math.max(0, start + (tick + 1) * TICK_MS - performance.now()));
  }
  await Promise.all(under);
}

/** As a router tells of a caller whom it knows. */
const caller = (id, scopes = 'campaigns:read campaigns:create') => ({
  'router-authorization': ROUTER_SECRET,
  'x-caller-id': id,
  'x-caller-scopes': scopes,
});

const deep = (levels) => (levels === 0 ? '__typename' : `campaigns { nodes { skill { ${deep(levels - 1)} } } }`);
