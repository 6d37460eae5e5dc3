import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import type { CreatedCampaign } from '../../src/services/creation-reconciler.js';
import type { WriteResult } from '../../src/services/execute-write.js';
import { CreationReconciler } from '../../src/services/creation-reconciler.js';
import { ConfiguredOperations } from '../../src/services/operation-registry.js';
import { createWolkvox } from '../../src/wolkvox/client.js';
import { createLimiter } from '../../src/wolkvox/limiter/limiter.js';
import { createMemoryState } from '../../src/state/memory/memory-state.js';
import { StateUnavailableError } from '../../src/state/errors.js';
import type { SlotStore } from '../../src/state/slot-store.js';
import type { State } from '../../src/state/state.js';
import { createTransport, type Transport } from '../../src/wolkvox/transport.js';
import { createCampaigns } from '../support/campaigns.js';
import { until } from '../support/until.js';
import { operationAt } from '../support/operation.js';
import { TOKEN } from '../support/wolkvox-token.js';

const WAITING = 3;
/** A single caller may use half of the queue. */
const MAX_QUEUE = 2 * WAITING;

let simulator: Simulator;
let http: Transport;
beforeEach(async () => {
  simulator = await startSimulator({ token: TOKEN });
  http = createTransport();
});
afterEach(async () => {
  http.close();
  await simulator.close();
});

/** Starts the services over a state. Returns a function that creates a campaign of that name. */
function start(state: State, dailyQuota?: number): (name: string) => Promise<WriteResult<CreatedCampaign>> {
  const operation = operationAt(simulator.url, { maxInFlight: 1, dailyQuota });
  const limiter = createLimiter(state, { maxQueue: MAX_QUEUE, slotLeaseMs: 60_000 });
  const wolkvox = createWolkvox(http, limiter, {
    timeoutMs: 20_000,
    queueTimeoutMs: 20_000,
    maxRetries: 2,
    operations: [operation],
  });
  const operations = new ConfiguredOperations([operation], limiter);
  const campaigns = createCampaigns(state, wolkvox, {
    reconciler: new CreationReconciler(state.campaignIds, wolkvox, 60_000),
    duplicateWaitMs: 1_000,
  });
  return (name) =>
    campaigns.create(
      { operations, operationId: null, draft: { type: 'PREVIEW', name, skillId: '1' }, key: null, issues: [] },
      { caller: { id: 'ana' }, record: () => undefined },
    );
}

/** Wraps the state and counts recorded attempts. */
function countAttempts(state: State): State & { attempts: number } {
  const counted = {
    ...state,
    attempts: 0,
    slots: {
      ...state.slots,
      confirm: async (...args: Parameters<SlotStore['confirm']>) => {
        const confirmation = await state.slots.confirm(...args);
        if (confirmation.status === 'confirmed' && confirmation.attempt !== undefined) counted.attempts += 1;
        return confirmation;
      },
    },
  };
  return counted;
}

const codeOf = ({ outcome }: WriteResult<unknown>): string => (outcome.ok ? 'success' : outcome.failure.code);

it('a creation is recorded as an attempt when it acquires its slot, and not if it waits or is rejected', async () => {
  const state = countAttempts(createMemoryState());
  const create = start(state);
  simulator.behave({ delayMs: 100, times: 'always' });
  const all = Array.from({ length: 50 }, (_, nth) => create(`Encuesta ${nth}`));
  await until(() => simulator.requests().length === 1, 'the simulator has received a request');
  expect(state.attempts).toBe(1);
  const codes = (await Promise.all(all)).map(codeOf);
  expect(codes.filter((code) => code === 'success')).toHaveLength(1 + WAITING);
  expect(codes.filter((code) => code === 'BUSY')).toHaveLength(50 - 1 - WAITING);
  expect(state.attempts).toBe(1 + WAITING);
});

it('a creation is not recorded as an attempt if the daily quota is exhausted', async () => {
  const state = countAttempts(createMemoryState());
  const create = start(state, 1);
  const codes = [];
  for (let nth = 0; nth < 5; nth += 1) codes.push(codeOf(await create(`Encuesta ${nth}`)));
  expect(codes).toEqual(['success', ...Array.from({ length: 4 }, () => 'QUOTA_EXHAUSTED')]);
  expect(state.attempts).toBe(1);
});

it('a creation is recorded as one attempt over all its retries', async () => {
  const state = countAttempts(createMemoryState());
  const create = start(state);
  simulator.behave({ preset: 'maintenance' });
  expect(codeOf(await create('Encuesta'))).toBe('success');
  expect(simulator.requests()).toHaveLength(2);
  expect(state.attempts).toBe(1);
});

it('a creation that cannot be recorded is not sent and releases its slot', async () => {
  const state = createMemoryState();
  let isUnavailable = true;
  const create = start({
    ...state,
    slots: {
      ...state.slots,
      confirm: (...args) =>
        isUnavailable ? Promise.reject(new StateUnavailableError()) : state.slots.confirm(...args),
    },
  });
  expect(codeOf(await create('Encuesta'))).toBe('UNREACHABLE');
  expect(simulator.requests()).toEqual([]);
  isUnavailable = false;
  expect(codeOf(await create('Encuesta'))).toBe('success');
});
