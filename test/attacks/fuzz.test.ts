import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Scripted, Seen } from '../support/upstream.js';
import { generateOperation, type GeneratedOperation } from './generate.js';
import { startTarget, TOKEN, writeOperations, type Target } from './support.js';
import { bearer, newKeys, tokenOf, trusting } from './tokens.js';

/**
 * Operations generated from the schema, with values that no frontend sends, to the built server in production mode,
 * with an upstream of arbitrary responses. ATTACK_FUZZ_SEED repeats a run and shrinks its failure. ATTACK_FUZZ_RUNS
 * makes a longer run.
 */
const RUNS = Number(process.env.ATTACK_FUZZ_RUNS ?? 2_000);
const SEED = Number(process.env.ATTACK_FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Shrinking takes time. */
const SMALLER = process.env.ATTACK_FUZZ_SEED !== undefined;
const TIME_LIMIT_MS = 60_000 + RUNS * 100;

/**
 * A failed list read is cached for all callers, and an exhausted quota lasts until midnight, so there are many
 * operations.
 */
const PERMITTED = Array.from({ length: 300 }, (_, n) => `o${n}`);
const OTHERS = ['foreign', 'strange'];
const tokenOfOperation = (id: string): string => `${TOKEN}-${id}`;

let target: Target;
let authorization: Readonly<Record<string, string>>;
beforeAll(async () => {
  const keys = newKeys();
  authorization = bearer(tokenOf(keys, { operations: ['default', ...PERMITTED] }));
  const variables = {
    ...(await trusting(keys)),
    WOLKVOX_OPERATIONS_FILE: await writeOperations(['default', ...PERMITTED, ...OTHERS]),
    WOLKVOX_MAX_RETRIES: '0',
    WOLKVOX_RECONCILE: 'off',
    WOLKVOX_QUEUE_TIMEOUT_MS: '200',
    CACHE_TTL_MS: '0',
    LOG_LEVEL: 'info',
  };
  target = await startTarget(variables, authorization);
  process.stdout.write(`ATTACK_FUZZ_SEED=${SEED} ATTACK_FUZZ_RUNS=${RUNS}\n`);
});
afterAll(() => target.close());

/** Responses of the upstream during a run: valid ones, or any JSON anywhere, with their own canary. */
const ECHO = 'kanari-of-the-upstream';
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    2 ** 31,
    1e21,
    1e308,
    '',
    '0',
    '1e21',
    '9'.repeat(30),
    [],
    {},
    [1],
    ECHO,
  ),
  fc.constantFrom<unknown>(
    `${ECHO}\0\r\n\x1b[2J`,
    `\ud800${ECHO}`,
    `<b>${ECHO}</b>`,
    '__proto__',
    'constructor',
    'preview',
    'Started',
    'yes',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const row = fc.record(
  Object.fromEntries(
    [
      'campaign_id',
      'skill_id',
      'campaign_name',
      'skill_name',
      'type_campaign',
      'status',
      'contactCount',
      'speed',
      'last_use',
      'recycleCount',
      'id_campaign',
      'name_campaign',
      'token_limit',
      'token_use_today',
      'all_token_today',
    ].map((column) => [column, /_id$|^id_|token/.test(column) ? fc.oneof(fc.nat({ max: 99 }).map(String), odd) : odd]),
  ),
);
const upstreamAnswer: fc.Arbitrary<Scripted> = fc
  .oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 4, arbitrary: fc.array(row, { maxLength: 5 }) },
    { weight: 1, arbitrary: odd },
  )
  .chain((data) =>
    fc.record({
      status: fc.constantFrom(...Array<number>(12).fill(200), 201, 302, 400, 401, 403, 404, 406, 429, 500, 503),
      body: fc.oneof(
        {
          weight: 9,
          arbitrary: fc.record({
            code: fc.constantFrom<unknown>(200, '200', 201, 201, 404, '403', 'x'),
            error: fc.constantFrom<unknown>(null, '', ECHO),
            msg: fc.constantFrom('', ECHO, 'PLEASE VALIDATE TOKEN', TOKEN),
            data: fc.constant(
              data ?? [{ id_campaign: '7', campaign_id: '7', campaign_name: 'x', skill_id: '1', skill_name: 'y' }],
            ),
          }),
        },
        { weight: 1, arbitrary: fc.constantFrom<string | object>('', '[]', '<html>', `{"code":`, ECHO, TOKEN) },
      ),
    }),
  );

/** wolkvox may return the token that it received. It has no other. */
const echoing = (answer: Scripted = { status: 500, body: '' }, { headers }: Seen): Scripted => ({
  ...answer,
  body: (typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)).replaceAll(
    TOKEN,
    String(headers['wolkvox-token']),
  ),
});

const outcomes = { data: 0, errors: 0, refused: 0, calls: 0, created: 0 };

/** Sends one operation and checks the invariants of all responses. A failure reports the operation. */
async function holds(operation: GeneratedOperation, canary: string): Promise<void> {
  try {
    await check(operation, canary);
  } catch (error) {
    throw new Error(`${operation.query}\n${JSON.stringify(operation)}`, { cause: error });
  }
}

async function check({ query, variables, operationName }: GeneratedOperation, canary: string): Promise<void> {
  const before = target.upstream.seen.length;
  // Reads through `send`, which finds canaries of other tests and the token in any response.
  const reply = await target.send({
    headers: authorization,
    body: JSON.stringify({ query, variables, operationName }),
  });
  const sent = target.upstream.seen.splice(before);
  expect(reply.status).toBeLessThan(500);
  expect(reply.body.data !== undefined || reply.codes.length > 0).toBe(true);
  for (const code of reply.codes) {
    expect(code).toMatch(/^[A-Z_]+$/);
    expect(code).not.toBe('INTERNAL_SERVER_ERROR');
  }
  expect(JSON.stringify(reply.body.errors ?? [])).not.toContain(canary);
  // Texts of wolkvox are allowed only in extensions.upstreamMessage.
  for (const { message } of reply.body.errors ?? []) expect(message).not.toContain(ECHO);
  // A created campaign has the values of its input. If nothing was sent, the response contains no input.
  if (!sent.some(isCreation)) expect(reply.text).not.toContain(canary);
  for (const { headers } of sent)
    expect(headers['wolkvox-token']).not.toMatch(new RegExp(OTHERS.map(tokenOfOperation).join('|')));
  outcomes.calls += sent.length;
  outcomes.created += sent.some(isCreation) ? 1 : 0;
  if (reply.body.data) outcomes.data += 1;
  if (reply.codes.length > 0) outcomes.errors += 1;
  if (reply.body.data === undefined) outcomes.refused += 1;
}

const isCreation = ({ method }: Seen): boolean => method === 'POST';

it(
  'no operation from the schema causes an internal error, reveals a value, or reaches data of another caller',
  async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.array(upstreamAnswer, { minLength: 1, maxLength: 4 }), async (gen, answers) => {
        run += 1;
        const canary = `kanari${run}q`;
        const operation = PERMITTED[run % PERMITTED.length] ?? '';
        let nth = 0;
        target.upstream.answer = (request) => echoing(answers[nth++ % answers.length], request);
        await holds(
          generateOperation(gen, { canary, operationIds: [operation, operation, operation, 'default', ...OTHERS] }),
          canary,
        );
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: !SMALLER },
    );
    process.stdout.write(`${JSON.stringify(outcomes)}\n`);
    // Otherwise the run covered only rejections, or none.
    expect(outcomes.data).toBeGreaterThan(RUNS / 5);
    expect(outcomes.refused).toBeGreaterThan(RUNS / 50);
    expect(outcomes.calls).toBeGreaterThan(RUNS / 10);
    expect(outcomes.created).toBeGreaterThan(RUNS / 50);
  },
  TIME_LIMIT_MS,
);

it(
  'no malformed JSON body causes an internal error or is quoted',
  async () => {
    const canary = 'kanari0q';
    const valid = fc.gen().map((gen) => JSON.stringify(generateOperation(gen, { canary, operationIds: ['default'] })));
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat({ max: 8 }),
      put: fc.constantFrom(
        '',
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\\',
        '\\u0000',
        '\\ud800',
        '\0',
        '\xff',
        '"__proto__":',
        '1e999',
        'null',
        '\u{1f4de}',
        '/*',
        '\n',
      ),
    });
    target.upstream.answer = () => ({ status: 404, body: { code: 404, error: 'x', msg: 'x' } });
    await fc.assert(
      fc.asyncProperty(
        valid,
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (text, edits, latin) => {
          const body = edits.reduce((whole, { at, cut, put }) => {
            const from = Math.floor(at * whole.length);
            return whole.slice(0, from) + put + whole.slice(from + cut);
          }, text);
          const reply = await target.send({
            headers: authorization,
            body: Buffer.from(body, latin ? 'latin1' : 'utf8'),
          });
          expect(reply.status).toBeLessThan(500);
          expect(reply.body.data !== undefined || reply.codes.length > 0).toBe(true);
          expect(reply.codes).not.toContain('INTERNAL_SERVER_ERROR');
          // A mutation may have moved a value out of its quotes. Then it may be quoted as a field name.
          if (reply.status === 400) expect(reply.text).not.toContain(canary);
        },
      ),
      { numRuns: RUNS / 4, seed: SEED, endOnFailure: !SMALLER },
    );
  },
  TIME_LIMIT_MS,
);

it('the log contains no input, and the server still works', async () => {
  await target.serves();
  const written = await target.stop();
  expect(written).not.toMatch(/kanari\d/);
  expect(written).not.toContain(ECHO);
  expect(written.toLowerCase()).not.toContain(TOKEN);
  expect(written.split('\n').filter((line) => /internal error|fault outside/.test(line))).toEqual([]);
});
