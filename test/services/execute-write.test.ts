import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import type { NewCampaign } from '../../src/domain/campaign.js';
import type { Outcome } from '../../src/domain/failure.js';
import { readCreated, type CreatedCampaign } from '../../src/services/creation-reconciler.js';
import { WriteExecutor, type KeyedWrite, type LostWrite, type WriteResult } from '../../src/services/execute-write.js';
import { Idempotency } from '../../src/services/idempotency.js';
import { CancellationSource } from '../../src/shared/cancellation.js';
import { createMemoryState } from '../../src/state/memory/memory-state.js';
import { createWolkvox, type CallContext } from '../../src/wolkvox/client.js';
import { createCampaign } from '../../src/wolkvox/endpoints/create-campaign.js';
import { createLimiter } from '../../src/wolkvox/limiter/limiter.js';
import { createTransport, type Transport } from '../../src/wolkvox/transport.js';
import { operationAt } from '../support/operation.js';
import { TOKEN } from '../support/wolkvox-token.js';

const CAMPAIGN: NewCampaign = {
  type: 'PREVIEW',
  name: 'Encuesta',
  description: '',
  skillId: '4021',
  optionalFields: [],
  enableEdition: false,
};

type Creation = KeyedWrite<NewCampaign, CreatedCampaign>;

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

/** Outcomes that `settle` received, in order. */
let settled: Outcome<CreatedCampaign>[];
/** Executes writes over HTTP with the endpoint of a creation, of different kinds. */
function start() {
  settled = [];
  const state = createMemoryState();
  const operation = operationAt(simulator.url, { maxInFlight: 2 });
  const limiter = createLimiter(state, { maxQueue: 10, slotLeaseMs: 60_000 });
  const options = { timeoutMs: 20_000, queueTimeoutMs: 20_000, maxRetries: 0, operations: [operation] };
  const executor = new WriteExecutor({
    wolkvox: createWolkvox(http, limiter, options),
    idempotency: new Idempotency(state.idempotency),
    duplicateWaitMs: 1_000,
  });
  const request: CallContext = { caller: { id: 'ana' }, record: () => undefined };
  return (
    changes: Partial<Creation> = {},
    key: string | null = null,
    input = CAMPAIGN,
    { caller }: Pick<CallContext, 'caller'> = request,
  ): Promise<WriteResult<CreatedCampaign>> => {
    const write: Creation = {
      mutation: 'createCampaign',
      endpoint: createCampaign,
      readStored: readCreated,
      settle: (_operation, outcome) => {
        settled.push(outcome);
        return Promise.resolve();
      },
      ...changes,
    };
    return executor.executeOnce(write, { operation, input }, key, { ...request, caller });
  };
}

const idOf = ({ outcome }: WriteResult<CreatedCampaign>): string =>
  outcome.ok ? outcome.value.campaign.campaignId : outcome.failure.code;

describe('a write with an idempotency key', () => {
  it('is executed once, and replayed with its operation', async () => {
    const execute = start();
    const first = await execute({}, 'key');
    const again = await execute({}, 'key');
    expect([first.replayed, again.replayed, again.outcome]).toEqual([false, true, first.outcome]);
    expect(simulator.campaigns()).toHaveLength(1);
    expect(settled).toEqual([first.outcome]);
  });

  it('conflicts with another input, and not with another mutation or caller', async () => {
    const execute = start();
    const ids = [
      await execute({}, 'key'),
      await execute({ mutation: 'copyCampaign' }, 'key', { ...CAMPAIGN, name: 'Otra' }),
      await execute({}, 'key', { ...CAMPAIGN, name: 'Otra' }, { caller: { id: 'eva' } }),
    ].map(idOf);
    expect(new Set(ids).size).toBe(3);
    expect(ids).toEqual(simulator.campaigns().map(({ campaign_id }) => campaign_id));
    expect(idOf(await execute({}, 'key', { ...CAMPAIGN, name: 'Otra' }))).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('is OUTCOME_UNKNOWN if its stored value cannot be read, and is not executed again', async () => {
    const execute = start();
    await execute({}, 'key');
    const again = await execute({ readStored: () => undefined }, 'key');
    expect(again).toEqual({
      outcome: { ok: false, failure: { code: 'OUTCOME_UNKNOWN' } },
      replayed: true,
      byOtherRequest: true,
    });
    expect(simulator.campaigns()).toHaveLength(1);
  });

  it('continues reconciliation without the signal of its client, and without a key with it', async () => {
    const execute = start();
    const seen: (boolean | undefined)[] = [];
    const reconcile: Creation['reconcile'] = (_lost, { caller }) => {
      seen.push(caller.cancellation !== undefined);
      return Promise.resolve({ ok: false, failure: { code: 'OUTCOME_UNKNOWN' } });
    };
    simulator.behave({ preset: 'lost-answer', times: 2 });
    const caller = { id: 'ana', cancellation: new CancellationSource() };
    await execute({ reconcile }, 'key', CAMPAIGN, { caller });
    await execute({ reconcile }, null, CAMPAIGN, { caller });
    expect(seen).toEqual([false, true]);
  });
});

describe('a lost write', () => {
  it('is OUTCOME_UNKNOWN without a reconciliation, and is settled', async () => {
    const execute = start();
    simulator.behave({ preset: 'lost-answer' });
    const { outcome } = await execute();
    expect(outcome).toEqual({ ok: false, failure: { code: 'OUTCOME_UNKNOWN' } });
    expect(settled).toEqual([outcome]);
  });

  it('is reconciled with its time, its input, its confirmation and its recorded attempt', async () => {
    const execute = start();
    const lost: LostWrite<NewCampaign>[] = [];
    const reconcile: Creation['reconcile'] = (write) => {
      lost.push(write);
      return Promise.resolve({ ok: false, failure: { code: 'UNREACHABLE', hint: null } });
    };
    const before = performance.now();
    simulator.behave({ preset: 'no-data' });
    const { outcome } = await execute({ reconcile, attemptOf: () => ({ kind: 'kind', name: 'name' }) });
    expect(lost).toMatchObject([{ input: CAMPAIGN, confirmed: true, attempt: { attempt: 1 } }]);
    expect(lost[0]?.sentAt).toBeGreaterThan(before);
    expect(settled).toEqual([outcome]);
    simulator.behave({ preset: 'reset' });
    await execute({ reconcile });
    expect(lost[1]).toMatchObject({ confirmed: false, attempt: undefined });
  });

  it('is not reconciled if it was refused or not sent', async () => {
    const execute = start();
    const reconcile: Creation['reconcile'] = () => Promise.reject(new Error('reconciled'));
    simulator.behave({ preset: 'invalid-value' });
    expect(idOf(await execute({ reconcile }))).toBe('REJECTED');
    const cancellation = new CancellationSource();
    cancellation.abort();
    expect(idOf(await execute({ reconcile }, null, CAMPAIGN, { caller: { id: 'ana', cancellation } }))).toBe('BUSY');
    expect(simulator.requests()).toHaveLength(1);
  });
});
