import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createRandom } from '../../bench/chaos/random.js';
import { startProduct, type Answer, type Product } from '../support/product.js';
import { startWorlds, World, type Change, type Readings } from '../support/wolkvox-world.js';

/**
 * Sequences of mutations against an upstream that loses, delays, refuses and half carries out calls at random. SEQUENCES is their
 * number, and SEQUENCES_SEED repeats a run.
 */
const SEQUENCES = Number(process.env.SEQUENCES ?? 2_000);
const SEED = Number(process.env.SEQUENCES_SEED ?? Date.now() % 2 ** 31);
/** Each runs its sequences one after the other. */
const OPERATIONS = 100;
/** Longest time for which the upstream processes a call. */
const PROCESSING_MS = 60;
/** It is longer, because one event loop runs the server and the upstream. */
const LEASE_MS = 400;

/** One mutation of a sequence. */
interface Step {
  readonly kind: Kind;
  /** It runs at the same time as the next step. */
  readonly isParallel: boolean;
  /** Number of contacts of an upload, and the choice among earlier ones. */
  readonly size: number;
  /** It is confirmed with a wrong number of contacts, or the upload may reach people at once. */
  readonly isOdd: boolean;
}

const KINDS = {
  add: 8,
  addAgain: 3,
  addKnown: 2,
  start: 5,
  stop: 3,
  speed: 2,
  update: 1,
  clear: 2,
  remove: 2,
  callback: 1,
  delete: 1,
} as const;
type Kind = keyof typeof KINDS;

const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...(Object.keys(KINDS) as Kind[]).map((kind) => ({ arbitrary: fc.constant(kind), weight: KINDS[kind] })),
  ),
  isParallel: fc.boolean(),
  size: fc.integer({ min: 1, max: 7 }),
  isOdd: fc.boolean(),
});

/** A sequence, and the world that it meets. */
interface Sequence {
  readonly steps: readonly Step[];
  readonly readings: Readings;
  /** Contacts of the campaign at first. */
  readonly contacts: number;
  /** Selects what happens to each call. */
  readonly seed: number;
}

const anySequence: fc.Arbitrary<Sequence> = fc.record({
  steps: fc.array(anyStep, { minLength: 1, maxLength: 8 }),
  readings: fc.record<Readings>({
    duplicates: fc.constantFrom('add', 'update'),
    campaignStatus: fc.constantFrom('desired', 'present'),
    lag: fc.constantFrom(0, 0, 1, 2),
  }),
  contacts: fc.integer({ min: 0, max: 3 }),
  seed: fc.integer(),
});

/** A mutation that was sent, and its answer. */
interface Attempt {
  readonly kind: Kind;
  readonly api: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Contacts of an upload have it as first name. Repeats of an upload have the same. */
  readonly tag?: string | undefined;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly result: (Record<string, unknown> & { readonly __typename: string }) | null | undefined;
  readonly errors: Answer['errors'];
}

const MUTATIONS = {
  add: ['AddContacts', 'add_record'],
  addAgain: ['AddContacts', 'add_record'],
  addKnown: ['AddContacts', 'add_record'],
  start: ['StartCampaign', 'start'],
  stop: ['StopCampaign', 'stop'],
  speed: ['SetCampaignSpeed', 'speed'],
  update: ['UpdateCampaign', 'edit_campaign'],
  clear: ['ClearCampaign', 'clear_campaign'],
  remove: ['RemoveContacts', 'remove_record'],
  callback: ['ScheduleCallback', 'recall'],
  delete: ['DeleteCampaign', 'delete_campaign'],
} as const satisfies Record<Kind, readonly [operation: string, api: string]>;

let upstream: Awaited<ReturnType<typeof startWorlds>>;
let product: Product;
let folder: string;
const tokenOf = (operation: number): string => `token-of-operation-${operation}-0123456789`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sequences-'));
  upstream = await startWorlds();
  const operations = Array.from({ length: OPERATIONS }, (_, nth) => ({
    id: `o${nth}`,
    server: String(nth + 1).padStart(4, '0'),
    token: tokenOf(nth),
  }));
  const file = join(folder, 'operations.json');
  await writeFile(file, JSON.stringify(operations));
  product = await startProduct(upstream.url, {
    WOLKVOX_TOKEN: undefined,
    WOLKVOX_OPERATIONS_FILE: file,
    WOLKVOX_SLOT_LEASE_MS: String(LEASE_MS),
    WOLKVOX_MAX_RETRIES: '2',
    LOG_LEVEL: 'error',
  });
});
afterAll(async () => {
  await product.close();
  await upstream.close();
  await rm(folder, { recursive: true, force: true });
});

it(
  'no contact is stored twice, nobody is dialled who was not confirmed, and nothing is denied that happened',
  async () => {
    process.stdout.write(`SEQUENCES=${SEQUENCES} SEQUENCES_SEED=${SEED}\n`);
    const answers = new Map<string, number>();
    await Promise.all(
      Array.from({ length: OPERATIONS }, (_, operation) =>
        fc.assert(
          fc.asyncProperty(anySequence, async (sequence) => {
            const { world, attempts } = await run(operation, sequence);
            for (const { result } of attempts) {
              const word = typeof result?.code === 'string' ? result.code : (result?.__typename ?? 'an error');
              answers.set(word, (answers.get(word) ?? 0) + 1);
            }
            expect(violations(world, attempts)).toEqual([]);
          }),
          {
            numRuns: Math.ceil(SEQUENCES / OPERATIONS),
            seed: SEED + operation,
            // A smaller failure takes as long as all sequences.
            endOnFailure: process.env.SEQUENCES_SHRINK === undefined,
          },
        ),
      ),
    );
    process.stdout.write(`${JSON.stringify(Object.fromEntries([...answers].sort()))}\n`);
    // Otherwise nothing was tested.
    const least = SEQUENCES / 100;
    expect(Math.min(...EXPECTED_ANSWERS.map((word) => answers.get(word) ?? 0))).toBeGreaterThan(least);
  },
  60_000 + SEQUENCES * 100,
);

const EXPECTED_ANSWERS = [
  'AddContactsSuccess',
  'StartCampaignSuccess',
  'StopCampaignSuccess',
  'ClearCampaignSuccess',
  'OUTCOME_UNKNOWN',
  'UNREACHABLE',
  'STATE_CONFLICT',
  'BUSY',
];

/** Runs a sequence on a new world of an operation. */
async function run(operation: number, sequence: Sequence) {
  const world = new World(sequence.readings, createRandom(sequence.seed), PROCESSING_MS, sequence.contacts);
  upstream.worlds.set(tokenOf(operation), world);
  const id = `o${operation}:${world.number}`;
  const attempts: Attempt[] = [];
  const uploads: Upload[] = [];
  const runningTags = new Set<string>();
  let running: Promise<void>[] = [];
  for (const [nth, step] of sequence.steps.entries()) {
    const planned = plan(step, `tag-${nth}`, { world, id, uploads, attempts, runningTags });
    if (planned?.tag !== undefined) runningTags.add(planned.tag);
    if (planned !== undefined)
      running.push(
        attempt(step.kind, planned).then((made) => {
          attempts.push(made);
          if (planned.tag !== undefined) runningTags.delete(planned.tag);
        }),
      );
    if (step.isParallel) continue;
    await Promise.all(running);
    running = [];
  }
  await Promise.all(running);
  return { world, attempts };
}

/** An upload that was requested. */
interface Upload {
  readonly tag: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly ids: readonly string[];
}

/** A sequence so far. */
interface Progress {
  readonly world: World;
  readonly id: string;
  readonly uploads: Upload[];
  readonly attempts: readonly Attempt[];
  /** Tags of the uploads without an answer. */
  readonly runningTags: ReadonlySet<string>;
}

interface Planned {
  readonly input: Readonly<Record<string, unknown>>;
  readonly tag?: string;
}

/** Returns the input of a step; undefined if there is nothing to do. */
function plan(
  { kind, size, isOdd }: Step,
  tag: string,
  { world, id, uploads, attempts, runningTags }: Progress,
): Planned | undefined {
  const { name, contacts } = world.shown();
  const confirm = { name, contactCount: isOdd && size < 3 ? contacts + 1 : contacts };
  const known = uploads[size % Math.max(1, uploads.length)];
  const upload = (ids: readonly string[]): Planned => {
    const contactsOf = ids.map((customerId) => ({ customerId, firstName: tag, phones: ['9573001112233'] }));
    const input = {
      campaignId: id,
      contacts: contactsOf,
      allowRunning: isOdd,
      ...(size % 2 === 0 && { idempotencyKey: `${tag}-${world.number}` }),
    };
    uploads.push({ tag, input, ids });
    return { input, tag };
  };
  switch (kind) {
    case 'add':
      return upload(Array.from({ length: size }, (_, nth) => `${tag}-${nth}`));
    case 'addKnown':
      return known && upload(known.ids);
    case 'addAgain': {
      // As a client does: with its key, or after it was told that nothing happened.
      if (known === undefined) return undefined;
      const made = attempts.filter((each) => each.tag === known.tag);
      const isOver = made.every(({ result }) => isDenial(result)) && !runningTags.has(known.tag);
      return 'idempotencyKey' in known.input || isOver ? known : undefined;
    }
    case 'start':
    case 'clear':
    case 'delete':
      return { input: { campaignId: id, confirm } };
    case 'stop':
      return { input: { campaignId: id } };
    case 'speed':
      return { input: { campaignId: id, speed: size * 10 } };
    case 'update':
      return { input: { campaignId: id, name: `Vida ${size}` } };
    case 'remove':
      return { input: { campaignId: id, confirm, customerIds: known?.ids ?? ['old-0'] } };
    case 'callback': {
      const at = new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
      return { input: { campaignId: id, customerId: known?.ids[0] ?? 'old-0', phone: '9573001112233', at } };
    }
  }
}

async function attempt(kind: Kind, { input, tag }: Planned): Promise<Attempt> {
  const startedAt = performance.now();
  const { result, errors } = await product.mutate(MUTATIONS[kind][0], input);
  return { kind, api: MUTATIONS[kind][1], input, tag, startedAt, endedAt: performance.now(), result, errors };
}

/** Returns true if the answer states that nothing happened. */
function isDenial(result: Attempt['result']): boolean {
  return result?.code !== undefined && result.code !== 'OUTCOME_UNKNOWN' && result.code !== 'IN_PROGRESS';
}

/** Returns what must not have happened. */
function violations(world: World, attempts: readonly Attempt[]): readonly string[] {
  const found: string[] = [];
  const during = ({ startedAt, endedAt }: Attempt, { arrivedAt }: Change): boolean =>
    startedAt <= arrivedAt && arrivedAt <= endedAt;
  if (world.mostInFlight > 2) found.push(`${world.mostInFlight} calls in flight`);
  for (const { kind, errors = [] } of attempts)
    for (const error of errors)
      // The mutation ended, but a field of its campaign could not be read.
      if (error.extensions.mutation === undefined) found.push(`${kind} has an error: ${JSON.stringify(error)}`);

  // Uploads, by their contacts.
  for (const tag of new Set(attempts.flatMap((made) => made.tag ?? []))) {
    const made = attempts.filter((each) => each.tag === tag);
    const stored = world.changes.flatMap(({ records }) => records.filter(({ customer_name }) => customer_name === tag));
    const ids = new Set(stored.map(({ customer_id }) => customer_id));
    if (ids.size < stored.length) found.push(`${tag} was stored twice`);
    if (made.every(({ result }) => isDenial(result)) && stored.length > 0) found.push(`${tag} was denied, and stored`);
    for (const { result } of made)
      if (result?.__typename === 'AddContactsSuccess' && result.accepted !== stored.length)
        found.push(`${tag} accepted ${String(result.accepted)}, and ${stored.length} were stored`);
  }

  for (const change of world.changes) {
    const causes = attempts.filter((made) => made.api === change.api && during(made, change));
    if (causes.length === 0) found.push(`${change.api} changed something that no request asked for`);
    // Of several requests at the same time it is not known which one was carried out.
    if (change.api !== 'add_record' && causes.every(({ result }) => isDenial(result)))
      found.push(`${change.api} was denied, and ${change.what}`);
    if (change.api === 'add_record' && change.what !== 'added' && !wasStoppedAgain(world, change, attempts))
      found.push(`an upload ${change.what} the campaign`);
    if (change.api === 'start' && !causes.some(({ input }) => isConfirmed(world, change, input)))
      found.push(`a start reached ${change.contacts} contacts that were not confirmed`);
    if (change.what === 'added' && change.status === 'Started') {
      const tags = new Set(change.records.map(({ customer_name }) => customer_name));
      if (!causes.some(({ tag, input }) => tags.has(tag ?? '') && input.allowRunning === true))
        found.push('contacts were dialled that were not to be');
    }
  }
  return found;
}

/** An upload into a started campaign may arrive after a stop of the same time, and start it again. Then it is stopped once more. */
const wasStoppedAgain = (world: World, { at, arrivedAt, what }: Change, attempts: readonly Attempt[]): boolean =>
  what === 'started' &&
  attempts.some(({ kind, endedAt }) => kind === 'stop' && endedAt >= arrivedAt) &&
  world.changes.some((later) => later.what === 'stopped' && later.at > at);

/** Returns true if a person was shown the campaign as it was started. A count that lags cannot be judged. */
function isConfirmed({ readings }: World, { name, contacts }: Change, input: Attempt['input']): boolean {
  const { confirm } = input as { confirm: { name: string; contactCount: number } };
  return confirm.name === name && (readings.lag > 0 || confirm.contactCount === contacts);
}
