/** Behaviours of the simulator: input type and validation. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { PRESETS, type PresetName } from './presets/index.js';
import { assertInput, isRecord } from './assert.js';
import { BREAK_OFFS, type BehaviourOptions } from './protocol.js';
import { WRITE_SHARES } from './write-share.js';

/** Preset or own options, for a number of requests. */
export type Behaviour = (PresetBehaviour | (BehaviourOptions & { preset?: never })) & {
  /** Number of requests that use it up. 'always' lasts until the next behave, normal or reset. @default 1 */
  times?: number | 'always';
  /** True queues it behind the current behaviours; false replaces them. @default false */
  queue?: boolean;
  /**
   * Only requests with this query parameter `api` use it up, for example 'create_campaign'. With its file, only those of
   * one of two with the same name, for example 'real_time.php?api=campaigns'. @default any request
   */
  api?: string;
};

interface PresetBehaviour {
  preset: PresetName;
}

/** Validates a behaviour. @throws RangeError with a message about the first problem */
export function checkBehaviour(input: unknown): asserts input is Behaviour {
  assertInput(isRecord(input), 'A behaviour must be an object, for example {"preset":"slow"}.');
  const known = ['preset', ...Object.keys(RULES)];
  const unknown = Object.keys(input).filter((key) => !known.includes(key));
  assertInput(unknown.length === 0, `A behaviour has no ${unknown.join(', ')}; it may have ${known.join(', ')}.`);
  if (input.preset !== undefined) checkPreset(input);
  for (const [key, { fits, sentence }] of Object.entries(RULES)) {
    assertInput(input[key] === undefined || fits(input[key]), sentence);
  }
  if (typeof input.answer === 'object') checkAnswer(input.answer);
}

function checkPreset(input: Record<string, unknown>): void {
  const exists = typeof input.preset === 'string' && Object.hasOwn(PRESETS, input.preset);
  assertInput(
    exists,
    `There is no preset ${JSON.stringify(input.preset)}; there are ${Object.keys(PRESETS).join(', ')}.`,
  );
  const extra = Object.keys(input).filter((key) => !['preset', 'times', 'queue', 'api'].includes(key));
  assertInput(extra.length === 0, `A preset takes times, queue and api only, not ${extra.join(', ')}.`);
}

/** Longest delay of a Node timer, about 24 days. */
const MAX_DELAY_MS = 2 ** 31 - 1;

const RULES = {
  delayMs: {
    fits: (value) => isWhole(value, 0, MAX_DELAY_MS),
    sentence: `delayMs must be a whole number of milliseconds from 0 to ${MAX_DELAY_MS}.`,
  },
  create: {
    fits: (value) => (WRITE_SHARES as readonly unknown[]).includes(value),
    sentence: `create must be one of ${WRITE_SHARES.join(', ')}.`,
  },
  writeAfterMs: {
    fits: (value) => isWhole(value, 0, MAX_DELAY_MS),
    sentence: `writeAfterMs must be a whole number of milliseconds from 0 to ${MAX_DELAY_MS}.`,
  },
  answer: {
    fits: (value) => isRecord(value) || typeof value === 'function',
    sentence: 'answer must be an object with status and body.',
  },
  breakOff: {
    fits: (value) => typeof value === 'string' && Object.hasOwn(BREAK_OFFS, value),
    sentence: `breakOff must be one of ${Object.keys(BREAK_OFFS).join(', ')}.`,
  },
  changeRows: {
    fits: (value) => typeof value === 'function',
    sentence: 'changeRows must be a function, so only code can set it.',
  },
  times: {
    fits: (value) => value === 'always' || isWhole(value, 1, Number.MAX_SAFE_INTEGER),
    sentence: 'times must be a whole number from 1, or "always".',
  },
  queue: { fits: isBoolean, sentence: 'queue must be true or false.' },
  api: {
    fits: (value) => typeof value === 'string' && value !== '',
    sentence: 'api must be the name of an api, for example "create_campaign".',
  },
} as const satisfies Record<string, { fits: (value: unknown) => boolean; sentence: string }>;

function isWhole(value: unknown, from: number, to: number): boolean {
  return Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function checkAnswer(answer: object | null): void {
  const { status, body, headers = {}, ...rest } = answer as Record<string, unknown>;
  const unknown = Object.keys(rest);
  assertInput(unknown.length === 0, `An answer has no ${unknown.join(', ')}; it may have status, body, headers.`);
  assertInput(isWhole(status, 200, 599), 'answer.status must be an HTTP status from 200 to 599.');
  assertInput(
    typeof body === 'string' || (typeof body === 'object' && body !== null),
    'answer.body must be a string or an object.',
  );
  assertInput(
    isRecord(headers) && Object.entries(headers).every(isHeader),
    'answer.headers must be an object of valid HTTP headers.',
  );
}

function isHeader([name, value]: [string, unknown]): boolean {
  if (typeof value !== 'string') return false;
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
