import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';
import { Campaigns, type Creation } from '../../src/service/campaigns.js';
import { Lists } from '../../src/service/lists.js';
import { CampaignNumbers } from '../../src/service/lost-creation.js';
import { Operations } from '../../src/service/operations.js';
import { createWolkvox } from '../../src/wolkvox/client.js';
import { createGovernor } from '../../src/wolkvox/governor/governor.js';
import { Idempotency } from '../../src/wolkvox/governor/idempotency.js';
import { createMemoryState } from '../../src/wolkvox/governor/memory-state.js';
import { StateAway, type State } from '../../src/wolkvox/governor/state.js';
import { createHttp, type Http } from '../../src/wolkvox/http.js';
import { Secret } from '../../src/wolkvox/secret.js';
import { until } from '../support/until.js';

const TOKEN = 'a1b2c3d4e5f6a7b8';
const WAITING = 3;
/** One caller alone may fill half of it. */
const MAX_QUEUE = 2 * WAITING;

let simulator: Simulator;
let http: Http;
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
  http = createHttp();
});
afterEach(async () => {
  http.close();
  await simulator.close();
});

/** The product's own parts over a state; answers a creation of that name. */
function start(state: State, dailyQuota?: number): (name: string) => Promise<Creation> {
  const operation = {
    id: 'default',
    timeZone: 'America/Bogota',
    timeFormat: 'YYYYmmddhhiiss',
    baseUrl: new URL(simulator.url),
    token: new Secret(TOKEN),
    maxInFlight: 1,
    dailyQuota,
  } as const;
  const governor = createGovernor(state, { maxQueue: MAX_QUEUE, callLimitMs: 60_000 });
  const wolkvox = createWolkvox(http, governor, {
    timeoutMs: 20_000,
    queueTimeoutMs: 20_000,
    repeats: 2,
    operations: [operation],
  });
  const operations = new Operations([operation], governor);
  const ignore = (): void => undefined;
  const lists = new Lists({
    state,
    wolkvox,
    freshMs: 0,
    readMs: 1_000,
    record: ignore,
    unread: ignore,
    looked: ignore,
    listed: ignore,
  });
  const campaigns = new Campaigns({
    lists,
    wolkvox,
    idempotency: new Idempotency(state),
    numbers: new CampaignNumbers(state, wolkvox, 60_000),
    duplicateWaitMs: 1_000,
  });
  return (name) =>
    campaigns.create(
      { operations, operationId: null, draft: { type: 'PREVIEW', name, skillId: '1' }, key: null, found: [] },
      { caller: { id: 'ana' }, record: ignore },
    );
}

/** The state, and how often something was announced to it. */
function counting(state: State): State & { announcements: number } {
  const counted = {
    ...state,
    announcements: 0,
    announce: (...said: Parameters<State['announce']>) => {
      counted.announcements += 1;
      return state.announce(...said);
    },
  };
  return counted;
}

const codeOf = ({ outcome }: Creation): string => (outcome.ok ? 'success' : outcome.failure.code);

it('are announced when they have their slot: neither what waits nor what is refused', async () => {
  const state = counting(createMemoryState());
  const create = start(state);
  simulator.behave({ delayMs: 100, times: 'always' });
  const all = Array.from({ length: 50 }, (_, nth) => create(`Encuesta ${nth}`));
  await until(() => simulator.requests().length === 1);
  expect(state.announcements).toBe(1);
  const codes = (await Promise.all(all)).map(codeOf);
  expect(codes.filter((code) => code === 'success')).toHaveLength(1 + WAITING);
  expect(codes.filter((code) => code === 'BUSY')).toHaveLength(50 - 1 - WAITING);
  expect(state.announcements).toBe(1 + WAITING);
});

it('are not announced where the calls of the day are spent', async () => {
  const state = counting(createMemoryState());
  const create = start(state, 1);
  const codes = [];
  for (let nth = 0; nth < 5; nth += 1) codes.push(codeOf(await create(`Encuesta ${nth}`)));
  expect(codes).toEqual(['success', ...Array.from({ length: 4 }, () => 'QUOTA_EXHAUSTED')]);
  expect(state.announcements).toBe(1);
});

it('are announced once, however often they are repeated', async () => {
  const state = counting(createMemoryState());
  const create = start(state);
  simulator.behave({ preset: 'maintenance' });
  expect(codeOf(await create('Encuesta'))).toBe('success');
  expect(simulator.requests()).toHaveLength(2);
  expect(state.announcements).toBe(1);
});

it('are not sent where they cannot be announced, and leave no slot taken', async () => {
  const state = createMemoryState();
  let away = true;
  const create = start({
    ...state,
    announce: (...said) => (away ? Promise.reject(new StateAway()) : state.announce(...said)),
  });
  expect(codeOf(await create('Encuesta'))).toBe('UNREACHABLE');
  expect(simulator.requests()).toEqual([]);
  away = false;
  expect(codeOf(await create('Encuesta'))).toBe('success');
});
