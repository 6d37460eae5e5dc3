import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import type { CreatedCampaign } from '../../src/services/creation-reconciler.js';
import type { WriteResult } from '../../src/services/execute-write.js';
import { ConfiguredOperations } from '../../src/services/operation-registry.js';
import { createWolkvox, type OperationConnection } from '../../src/wolkvox/client.js';
import { createLimiter, type Limiter } from '../../src/wolkvox/limiter/limiter.js';
import type { State } from '../../src/state/state.js';
import { createTransport } from '../../src/wolkvox/transport.js';
import { CancellationSource } from '../../src/shared/cancellation.js';
import { STORES, type OpenStore } from '../support/stores.js';
import { createCampaigns } from '../support/campaigns.js';
import { until } from '../support/until.js';
import { operationAt } from '../support/operation.js';
import { TOKEN } from '../support/wolkvox-token.js';

/** Maximum duration of a call of the simulator. A slot of a call with an unknown end is free after it. */
const MAX_CALL_MS = 120;
const SLOT_LEASE_MS = 500;
const CALLERS = 3;
/** test/mutants.js uses more runs to detect a broken limiter. */
const RUNS = Number(process.env.GOVERNED_RUNS ?? 20);

/** Creation of one caller. */
interface Arrival {
  readonly afterMs: number;
  readonly process: number;
  readonly caller: number;
  /** Equal keys have equal input; null: no key. */
  readonly key: number | null;
  readonly disconnectsAfterMs: number | null;
}

/** Behaviour of the simulator for one request, in order. Further requests succeed. */
interface Treatment {
  readonly delayMs: number;
  readonly end: 'created' | 'rejected' | 'too-many' | 'maintenance' | 'reset' | 'cut';
}

interface Script {
  readonly maxInFlight: 1 | 2;
  readonly arrivals: readonly Arrival[];
  readonly treatments: readonly Treatment[];
  /** Times of false notifications that all waiting calls were granted a slot. */
  readonly rumours: readonly number[];
  /** Killed process and time of the kill; null: none. */
  readonly kill: { readonly process: number; readonly afterMs: number } | null;
}

const script = (processes: number): fc.Arbitrary<Script> =>
  fc.record({
    maxInFlight: fc.constantFrom(1, 2),
    arrivals: fc.array(
      fc.record({
        afterMs: fc.nat({ max: 60 }),
        process: fc.nat({ max: processes - 1 }),
        caller: fc.nat({ max: CALLERS - 1 }),
        key: fc.option(fc.nat({ max: 2 })),
        disconnectsAfterMs: fc.option(fc.nat({ max: 80 }), { freq: 3 }),
      }),
      { minLength: 1, maxLength: 14 },
    ),
    treatments: fc.array(
      fc.record({
        delayMs: fc.nat({ max: MAX_CALL_MS }),
        end: fc.constantFrom('created', 'created', 'rejected', 'too-many', 'maintenance', 'reset', 'cut'),
      }),
      { maxLength: 14 },
    ),
    rumours: fc.array(fc.nat({ max: 120 }), { maxLength: 3 }),
    kill:
      processes > 1
        ? fc.option(fc.record({ process: fc.nat({ max: processes - 1 }), afterMs: fc.nat({ max: 120 }) }))
        : fc.constant(null),
  });

for (const { name, describe: describeStore, open } of STORES) {
  describeStore(`creations limited ${name}`, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    // A kill is tested only with shared state, because state in memory is lost with its process.
    const processes = name === 'in Redis' ? 2 : 1;

    it('respect the concurrency limit, the order of each caller, one creation per key and the usage count, and all end', async () => {
      await fc.assert(
        fc.asyncProperty(script(processes), async (steps) => play(steps, store, processes)),
        { numRuns: RUNS, endOnFailure: true },
      );
    }, 180_000);
  });
}

async function play(
  { maxInFlight, arrivals, treatments, rumours, kill }: Script,
  store: OpenStore,
  processes: number,
): Promise<void> {
  const simulator = await startSimulator({ token: TOKEN, maxInFlight });
  for (const { delayMs, end } of treatments) simulator.behave({ ...treated(delayMs, end), queue: true });
  const fresh = await store.fresh();
  const states = [fresh, ...(await Promise.all(Array.from({ length: processes - 1 }, () => store.another())))];
  const running = states.map((state) => startProcess(state, simulator, maxInFlight, store));
  try {
    const notified = rumours.map((afterMs) => after(afterMs).then(() => store.rumour()));
    await playOn({ maxInFlight, arrivals, kill }, simulator, running);
    await Promise.all(notified);
  } finally {
    await Promise.all(running.map((process, index) => (index === 0 ? process.stop() : process.kill())));
    await simulator.close();
  }
}

async function playOn(
  { maxInFlight, arrivals, kill }: Omit<Script, 'treatments' | 'rumours'>,
  simulator: Simulator,
  running: readonly Process[],
): Promise<void> {
  const dead = { process: -1 };

  const killed = after(kill?.afterMs ?? 0).then(async () => {
    // The first state belongs to the store and is used by later runs.
    if (kill === null || kill.process === 0) return;
    dead.process = kill.process;
    await running[kill.process]?.kill();
  });
  const mutationResults = arrivals.map(async (arrival, nth) => {
    await after(arrival.afterMs);
    const process = running[arrival.process];
    if (process === undefined || dead.process === arrival.process) return undefined;
    return process.create(arrival, nth);
  });
  const ended = await Promise.all(mutationResults);
  await killed;

  expect(simulator.mostInFlight()).toBeLessThanOrEqual(maxInFlight);
  for (const { order } of running) {
    for (let caller = 0; caller < CALLERS; caller += 1) {
      const positions = order.filter((sent) => sent.caller === caller).map(({ entered }) => entered);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    }
  }
  const names = simulator.campaigns().map(({ campaign_name }) => campaign_name);
  const withKey = names.filter((campaignName) => campaignName.startsWith('key'));
  expect(new Set(withKey).size).toBe(withKey.length);
  for (const creation of ended)
    if (creation?.outcome.ok === true) expect(names).toContain(creation.outcome.value.campaign.name);

  // Slots of a killed process and of calls that timed out expire.
  const limiter = running[0]?.limiter;
  await until(
    async () => (await limiter?.limits(operationOf(simulator, maxInFlight)))?.inFlight === 0,
    'all slots are free',
  );
  const usage = await limiter?.limits(operationOf(simulator, maxInFlight));
  expect(usage?.queued).toBe(0);
  // Each slot of a killed process may be counted but not sent.
  const atMost = simulator.spent() + (dead.process >= 0 ? maxInFlight : 0);
  expect(usage?.used).toBeGreaterThanOrEqual(simulator.spent());
  expect(usage?.used).toBeLessThanOrEqual(atMost);
}

function treated(delayMs: number, end: Treatment['end']) {
  switch (end) {
    case 'created':
      return { delayMs };
    case 'rejected':
      return { delayMs, answer: refusal(404, 'The skill does not exist') };
    case 'too-many':
      return { delayMs, answer: refusal(403, 'EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)') };
    case 'maintenance':
      return { delayMs, answer: refusal(403, 'The API is not available during the server backup') };
    case 'reset':
      return { delayMs, breakOff: 'before-answer' as const };
    case 'cut':
      return { delayMs, breakOff: 'mid-body' as const };
  }
}

const refusal = (code: number, msg: string) => ({ status: code, body: { code, error: 'x', msg } });

interface Process {
  readonly limiter: Limiter;
  /** Sent calls in order, each with its position in the queue. */
  readonly order: { readonly caller: number; readonly entered: number }[];
  create(arrival: Arrival, nth: number): Promise<WriteResult<CreatedCampaign>>;
  stop(): Promise<void>;
  /** Closes all connections without cleanup, as a kill does. */
  kill(): Promise<void>;
}

function startProcess(state: State, simulator: Simulator, maxInFlight: number, store: OpenStore): Process {
  const http = createTransport();
  const limiter = createLimiter(state, { maxQueue: 100, slotLeaseMs: SLOT_LEASE_MS });
  const order: { caller: number; entered: number }[] = [];
  let entered = 0;
  const watched: Limiter = {
    ...limiter,
    run: (allowance, caller, untilMs, call, attempt) => {
      const position = (entered += 1);
      const watchedCall: typeof call = {
        ...call,
        send: (onSend, recorded) =>
          call.send(() => {
            const leaves = onSend();
            if (leaves) order.push({ caller: Number(caller.id), entered: position });
            return leaves;
          }, recorded),
      };
      return limiter.run(allowance, caller, untilMs, watchedCall, attempt);
    },
  };
  // Shorter than the longest call, so that some calls time out while the simulator still processes them.
  const options = { timeoutMs: MAX_CALL_MS - 20, queueTimeoutMs: 20_000, maxRetries: 3, operations: [] };
  const operations = new ConfiguredOperations([operationOf(simulator, maxInFlight)], limiter);
  const wolkvox = createWolkvox(http, watched, options);
  const campaigns = createCampaigns(state, wolkvox, { reconciler: null, duplicateWaitMs: 30_000 });
  return {
    limiter,
    order,
    create: ({ caller, key, disconnectsAfterMs }, nth) => {
      const cancellation = new CancellationSource();
      if (disconnectsAfterMs !== null) setTimeout(() => cancellation.abort(), disconnectsAfterMs);
      // Keys are scoped by caller.
      const name = key === null ? `once-${nth}` : `key-${caller}-${key}`;
      const request = { caller: { id: String(caller), cancellation }, record: () => undefined };
      const draft = { type: 'PREVIEW', name, skillId: '1' } as const;
      return campaigns.create(
        { operations, operationId: null, draft, key: key === null ? null : `${key}`, issues: [] },
        request,
      );
    },
    stop: () => {
      http.close();
      return Promise.resolve();
    },
    kill: async () => {
      http.close();
      await state.close();
      await store.bury(state.slots.process);
    },
  };
}

const operations = new WeakMap<Simulator, OperationConnection>();
function operationOf(simulator: Simulator, maxInFlight: number): OperationConnection {
  const known = operations.get(simulator) ?? operationAt(simulator.url, { maxInFlight });
  operations.set(simulator, known);
  return known;
}

const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
