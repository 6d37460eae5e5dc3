import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';
import { Campaigns, type Creation } from '../../src/service/campaigns.js';
import { Lists } from '../../src/service/lists.js';
import { Operations } from '../../src/service/operations.js';
import { createWolkvox, type UpstreamOperation } from '../../src/wolkvox/client.js';
import { createGovernor, type Governor } from '../../src/wolkvox/governor/governor.js';
import { HangUp } from '../../src/wolkvox/governor/hang-up.js';
import { Idempotency } from '../../src/wolkvox/governor/idempotency.js';
import type { State } from '../../src/wolkvox/governor/state.js';
import { createHttp } from '../../src/wolkvox/http.js';
import { Secret } from '../../src/wolkvox/secret.js';
import { STORES, type OpenStore } from '../support/stores.js';

const TOKEN = 'a1b2c3d4e5f6a7b8';
/** The simulator never takes longer than this over a call, so a slot whose call has no known end is free after it. */
const LONGEST_CALL_MS = 120;
const CALL_LIMIT_MS = 500;
const CALLERS = 3;
/** More where it must be told apart from a governor that is broken: test/mutants.js. */
const RUNS = Number(process.env.GOVERNED_RUNS ?? 20);

/** What one caller asks for. */
interface Arrival {
  readonly afterMs: number;
  readonly process: number;
  readonly caller: number;
  /** The same key is the same input; null: without one. */
  readonly key: number | null;
  readonly hangsUpAfterMs: number | null;
}

/** How the simulator treats the requests, one after the other; those beyond are treated well. */
interface Treatment {
  readonly delayMs: number;
  readonly end: 'created' | 'rejected' | 'too-many' | 'maintenance' | 'reset' | 'cut';
}

interface Script {
  readonly maxInFlight: 1 | 2;
  readonly arrivals: readonly Arrival[];
  readonly treatments: readonly Treatment[];
  /** When it is said of all who wait that they were granted a slot, which is not so. */
  readonly rumours: readonly number[];
  /** The process that is killed, and when; null: none. */
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
        hangsUpAfterMs: fc.option(fc.nat({ max: 80 }), { freq: 3 }),
      }),
      { minLength: 1, maxLength: 14 },
    ),
    treatments: fc.array(
      fc.record({
        delayMs: fc.nat({ max: LONGEST_CALL_MS }),
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
  describeStore(`creations governed ${name}`, () => {
    let store: OpenStore;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    // A process that keeps its state to itself takes it with it: only where others share it can one be missed.
    const processes = name === 'in Redis' ? 2 : 1;

    it('are never too many at once, come in each caller’s order, all end, are made once per key, and are in the books', async () => {
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
    const told = rumours.map((afterMs) => after(afterMs).then(() => store.rumour()));
    await playOn({ maxInFlight, arrivals, kill }, simulator, running);
    await Promise.all(told);
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
    // The first view of the state is the store's own and goes on to be used.
    if (kill === null || kill.process === 0) return;
    dead.process = kill.process;
    await running[kill.process]?.kill();
  });
  const creations = arrivals.map(async (arrival, nth) => {
    await after(arrival.afterMs);
    const process = running[arrival.process];
    if (process === undefined || dead.process === arrival.process) return undefined;
    return process.create(arrival, nth);
  });
  const ended = await Promise.all(creations);
  await killed;

  expect(simulator.mostInFlight()).toBeLessThanOrEqual(maxInFlight);
  for (const { order } of running) {
    for (let caller = 0; caller < CALLERS; caller += 1) {
      const mine = order.filter((sent) => sent.caller === caller).map(({ entered }) => entered);
      expect(mine).toEqual([...mine].sort((a, b) => a - b));
    }
  }
  const names = simulator.campaigns().map(({ campaign_name }) => campaign_name);
  const keyed = names.filter((written) => written.startsWith('key'));
  expect(new Set(keyed).size).toBe(keyed.length);
  for (const creation of ended)
    if (creation?.outcome.ok === true) expect(names).toContain(creation.outcome.value.campaign.name);

  // What a killed process was at, and what timed out, is given up by time alone.
  const governor = running[0]?.governor;
  await waitUntil(async () => (await governor?.limits(operationOf(simulator, maxInFlight)))?.inFlight === 0);
  const books = await governor?.limits(operationOf(simulator, maxInFlight));
  expect(books?.queued).toBe(0);
  // A process can be killed between counting and sending, once per slot.
  const atMost = simulator.spent() + (dead.process >= 0 ? maxInFlight : 0);
  expect(books?.spent).toBeGreaterThanOrEqual(simulator.spent());
  expect(books?.spent).toBeLessThanOrEqual(atMost);
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
  readonly governor: Governor;
  /** Whose calls left, in the order they left, with the place in which they asked. */
  readonly order: { readonly caller: number; readonly entered: number }[];
  create(arrival: Arrival, nth: number): Promise<Creation>;
  stop(): Promise<void>;
  /** Ends it as a kill does: its connections end and it says nothing more. */
  kill(): Promise<void>;
}

function startProcess(state: State, simulator: Simulator, maxInFlight: number, store: OpenStore): Process {
  const http = createHttp();
  const governor = createGovernor(state, { maxQueue: 100, callLimitMs: CALL_LIMIT_MS });
  const order: { caller: number; entered: number }[] = [];
  let entered = 0;
  const watched: Governor = {
    ...governor,
    run: (allowance, caller, untilMs, call) => {
      const mine = (entered += 1);
      return governor.run(allowance, caller, untilMs, (onSend) =>
        call(() => {
          const leaves = onSend();
          if (leaves) order.push({ caller: Number(caller.id), entered: mine });
          return leaves;
        }),
      );
    },
  };
  // Some calls are given up here while the simulator is still at them.
  const options = { timeoutMs: LONGEST_CALL_MS - 20, queueTimeoutMs: 20_000, repeats: 3, operations: [] };
  const operations = new Operations([operationOf(simulator, maxInFlight)], governor);
  const wolkvox = createWolkvox(http, watched, options);
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
    numbers: null,
    duplicateWaitMs: 30_000,
  });
  return {
    governor,
    order,
    create: ({ caller, key, hangsUpAfterMs }, nth) => {
      const hangUp = new HangUp();
      if (hangsUpAfterMs !== null) setTimeout(() => hangUp.happen(), hangsUpAfterMs);
      // Keys are each caller's own.
      const name = key === null ? `once-${nth}` : `key-${caller}-${key}`;
      const request = { caller: { id: String(caller), hangUp }, record: () => undefined };
      const draft = { type: 'PREVIEW', name, skillId: '1' } as const;
      return campaigns.create(
        { operations, operationId: null, draft, key: key === null ? null : `${key}`, found: [] },
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
      await store.bury(state.process);
    },
  };
}

const operations = new WeakMap<Simulator, UpstreamOperation>();
function operationOf(simulator: Simulator, maxInFlight: number): UpstreamOperation {
  const known = operations.get(simulator) ?? {
    id: 'default',
    timeZone: 'America/Bogota',
    timeFormat: 'YYYYmmddhhiiss',
    baseUrl: new URL(simulator.url),
    token: new Secret(TOKEN),
    maxInFlight,
    dailyQuota: undefined,
  };
  operations.set(simulator, known);
  return known;
}

const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('It did not come about within ten seconds.');
    await after(10);
  }
}
