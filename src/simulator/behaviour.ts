/** What a test may ask of the simulator, and the check of what it asked. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Answer } from './answer.js';
import { PRESETS, type PresetName } from './behaviours.js';
import { demand, isRecord } from './demand.js';
import type { StoredCampaign } from './wolkvox.js';

/** A preset or a treatment of one's own, for how many requests, instead of or after what was asked before. */
export type Behaviour = (PresetBehaviour | (Treatment & { preset?: never })) & {
  /** How many requests use it up, default 1; 'always' lasts until the next behave, normal or reset. */
  times?: number | 'always';
  /** True: wait behind the behaviours asked for before. Default false: replace them. */
  queue?: boolean;
  /** Only requests with this value of the query parameter `api` use it up, for example 'create_campaign'. Default: requests of any kind. */
  api?: string;
};

interface PresetBehaviour {
  preset: PresetName;
}

export interface Treatment {
  /** Milliseconds between the request and its answer; the in-flight slot is held meanwhile, also when the client has hung up. */
  readonly delayMs?: number;
  /** Whether the campaign is stored before answering; default true, but false when `answer` is given. */
  readonly create?: boolean;
  /** Instead of the usual answer; a function gets the campaign of the request (in code only, JSON has no functions). */
  readonly answer?: Answer | ((campaign: StoredCampaign) => Answer);
  readonly breakOff?: BreakOff;
}

export type BreakOff = keyof typeof BREAK_OFFS;

export const BREAK_OFFS = {
  'before-answer': 'The connection is reset after the request was read, before any byte of an answer.',
  'mid-headers': 'The connection ends within the headers of the answer.',
  'mid-body': 'The connection ends after half of the body.',
  hang: 'No answer ever comes; the in-flight slot is held until the client hangs up.',
} as const satisfies Record<string, string>;

/** Checks a behaviour from anywhere. @throws RangeError with one sentence on the first thing that is wrong. */
export function checkBehaviour(input: unknown): asserts input is Behaviour {
  demand(isRecord(input), 'A behaviour must be an object, for example {"preset":"slow"}.');
  const known = ['preset', ...Object.keys(RULES)];
  const unknown = Object.keys(input).filter((key) => !known.includes(key));
  demand(unknown.length === 0, `A behaviour has no ${unknown.join(', ')}; it may have ${known.join(', ')}.`);
  if (input.preset !== undefined) checkPreset(input);
  for (const [key, { fits, sentence }] of Object.entries(RULES)) {
    demand(input[key] === undefined || fits(input[key]), sentence);
  }
  if (typeof input.answer === 'object') checkAnswer(input.answer);
}

function checkPreset(input: Record<string, unknown>): void {
  const exists = typeof input.preset === 'string' && Object.hasOwn(PRESETS, input.preset);
  demand(exists, `There is no preset ${JSON.stringify(input.preset)}; there are ${Object.keys(PRESETS).join(', ')}.`);
  const extra = Object.keys(input).filter((key) => !['preset', 'times', 'queue', 'api'].includes(key));
  demand(extra.length === 0, `A preset takes times, queue and api only, not ${extra.join(', ')}.`);
}

/** The longest delay a timer of Node keeps, about 24 days. */
const MAX_DELAY_MS = 2 ** 31 - 1;

const RULES = {
  delayMs: {
    fits: (value) => isWhole(value, 0, MAX_DELAY_MS),
    sentence: `delayMs must be a whole number of milliseconds from 0 to ${MAX_DELAY_MS}.`,
  },
  create: { fits: isBoolean, sentence: 'create must be true or false.' },
  answer: {
    fits: (value) => isRecord(value) || typeof value === 'function',
    sentence: 'answer must be an object with status and body.',
  },
  breakOff: {
    fits: (value) => typeof value === 'string' && Object.hasOwn(BREAK_OFFS, value),
    sentence: `breakOff must be one of ${Object.keys(BREAK_OFFS).join(', ')}.`,
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
  demand(unknown.length === 0, `An answer has no ${unknown.join(', ')}; it may have status, body, headers.`);
  demand(isWhole(status, 200, 599), 'answer.status must be an HTTP status from 200 to 599.');
  demand(
    typeof body === 'string' || (typeof body === 'object' && body !== null),
    'answer.body must be a string or an object.',
  );
  demand(
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
