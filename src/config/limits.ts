import { z } from 'zod';

import { describe, wholeNumber, type Environment } from './rules.js';
import { readTextFile } from './text-file.js';

/** What one GraphQL operation may be at most, and which documents are run at all. */
export interface LimitSettings {
  readonly limits: Readonly<Record<keyof typeof VARIABLES, number>>;
  /** The only documents that are run, by their hashes; null: any document is. */
  readonly trustedDocuments: ReadonlyMap<string, string> | null;
}

/** Reads the limits of a GraphQL operation and TRUSTED_DOCUMENTS_FILE; without settings where there is a problem. */
export function readLimits(env: Environment): {
  readonly settings: LimitSettings | undefined;
  readonly problems: readonly string[];
} {
  const limits = z
    .object(VARIABLES)
    .safeParse(Object.fromEntries(Object.entries(NAMES).map(([limit, variable]) => [limit, env[variable]])));
  const trusted = readTrustedDocuments(env.TRUSTED_DOCUMENTS_FILE);
  const problems = [
    ...(limits.success ? [] : describe(limits.error, ([limit]) => NAMES[limit as keyof typeof NAMES])),
    ...(typeof trusted === 'string' ? [trusted] : []),
  ];
  if (!limits.success || typeof trusted === 'string') return { settings: undefined, problems };
  return { settings: { limits: limits.data, trustedDocuments: trusted }, problems };
}

const NAMES = {
  tokens: 'LIMIT_TOKENS',
  depth: 'LIMIT_DEPTH',
  aliases: 'LIMIT_ALIASES',
  directives: 'LIMIT_DIRECTIVES',
  mutations: 'LIMIT_MUTATIONS',
  upstreamCalls: 'LIMIT_UPSTREAM_CALLS',
  answerFields: 'LIMIT_ANSWER_FIELDS',
} as const;

/** A text of so many tokens is still measured within a fraction of a second. */
const MOST_TOKENS = 20_000;
const MOST = 1_000;
const MOST_ANSWER_FIELDS = 1_000_000;

const VARIABLES = {
  tokens: wholeNumber(1, MOST_TOKENS).default(2_000),
  depth: wholeNumber(1, MOST).default(10),
  aliases: wholeNumber(0, MOST).default(30),
  directives: wholeNumber(0, MOST).default(30),
  mutations: wholeNumber(0, MOST).default(10),
  upstreamCalls: wholeNumber(0, MOST).default(20),
  // Twice the longest page with all that there is of each campaign. A field takes a few microseconds, in which nobody else is served.
  answerFields: wholeNumber(1, MOST_ANSWER_FIELDS).default(50_000),
} as const satisfies Record<keyof typeof NAMES, z.ZodType>;

/** The manifest; a sentence where it is none. */
function readTrustedDocuments(file: string | undefined): ReadonlyMap<string, string> | string | null {
  if (file === undefined) return null;
  let manifest: unknown;
  try {
    manifest = JSON.parse(readTextFile(file));
  } catch (error) {
    return error instanceof SyntaxError
      ? 'TRUSTED_DOCUMENTS_FILE is not JSON.'
      : 'TRUSTED_DOCUMENTS_FILE cannot be read.';
  }
  const documents = MANIFEST.safeParse(manifest);
  if (!documents.success || Object.keys(documents.data).length === 0)
    return 'TRUSTED_DOCUMENTS_FILE must hold an object of at least one document: { hash: text }.';
  return new Map(Object.entries(documents.data));
}

const MANIFEST = z.record(z.string(), z.string().min(1));
