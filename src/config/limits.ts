import { z } from 'zod';

import { problemsOf, type Parsed } from '../shared/result.js';
import { parse, wholeNumber, type Environment } from './env.js';
import { readTextFile } from './text-file.js';

/** Limits of one GraphQL operation, and the documents that may run. */
export interface LimitSettings {
  readonly limits: {
    readonly tokens: number;
    readonly depth: number;
    readonly aliases: number;
    readonly directives: number;
    readonly mutations: number;
    readonly upstreamCalls: number;
    readonly answerFields: number;
  };
  /** The only documents that may run, by their hashes; null: any document may. */
  readonly trustedDocuments: ReadonlyMap<string, string> | null;
}

/** Reads the limits of a GraphQL operation and TRUSTED_DOCUMENTS_FILE. */
export function readLimits(env: Environment): Parsed<LimitSettings> {
  const limits = parse(GRAPHQL_LIMITS, env);
  const documents = readTrustedDocuments(env.TRUSTED_DOCUMENTS_FILE);
  if ('problems' in limits || 'problems' in documents) return { problems: problemsOf(limits, documents) };
  const data = limits.value;
  return {
    value: {
      limits: {
        tokens: data.LIMIT_TOKENS,
        depth: data.LIMIT_DEPTH,
        aliases: data.LIMIT_ALIASES,
        directives: data.LIMIT_DIRECTIVES,
        mutations: data.LIMIT_ROOT_MUTATIONS,
        upstreamCalls: data.LIMIT_UPSTREAM_CALLS,
        answerFields: data.LIMIT_RESPONSE_FIELDS,
      },
      trustedDocuments: documents.value,
    },
  };
}

/** A document with this many tokens is still measured within a fraction of a second. */
const MAX_TOKENS = 20_000;
const MAX = 1_000;
const MAX_RESPONSE_FIELDS = 1_000_000;

export const GRAPHQL_LIMITS = z.object({
  LIMIT_TOKENS: wholeNumber(1, MAX_TOKENS)
    .default(2_000)
    .describe('Tokens of a document, and its fields with fragments expanded. Comments are limited to 200.'),
  LIMIT_DEPTH: wholeNumber(1, MAX).default(10).describe('Levels of fields, introspection excepted.'),
  LIMIT_ALIASES: wholeNumber(0, MAX)
    .default(30)
    .describe('Aliases of an operation, with fragments expanded. One field may occur 20 times in a selection.'),
  LIMIT_DIRECTIVES: wholeNumber(0, MAX)
    .default(30)
    .describe('Directives of an operation, with fragments expanded. One place may have 3.'),
  LIMIT_ROOT_MUTATIONS: wholeNumber(0, MAX).default(10).describe('Root fields of a mutation. 0: reads only.'),
  LIMIT_UPSTREAM_CALLS: wholeNumber(0, MAX)
    .default(20)
    .describe('Calls to wolkvox that an operation may need: creations, lists that are not cached, token usage.'),
  // Twice the longest page with all fields of each campaign. A field takes a few microseconds, in which no other request is served.
  LIMIT_RESPONSE_FIELDS: wholeNumber(1, MAX_RESPONSE_FIELDS)
    .default(50_000)
    .describe('Fields that the response may have, counted once per row: `first`, the representations, or the skills.'),
  TRUSTED_DOCUMENTS_FILE: z
    .string()
    .optional()
    .meta({ description: 'Manifest `{ hash: text }` of the only documents that may run.', default: 'any document' }),
});

/** Reads the manifest; null if there is none. */
function readTrustedDocuments(file: string | undefined): Parsed<LimitSettings['trustedDocuments']> {
  if (file === undefined) return { value: null };
  let content: unknown;
  try {
    content = JSON.parse(readTextFile(file));
  } catch (error) {
    return { problems: [`TRUSTED_DOCUMENTS_FILE ${error instanceof SyntaxError ? 'is not JSON' : 'cannot be read'}.`] };
  }
  const manifest = MANIFEST.safeParse(content);
  if (!manifest.success || Object.keys(manifest.data).length === 0) return { problems: [MANIFEST_RULE] };
  return { value: new Map(Object.entries(manifest.data)) };
}

const MANIFEST_RULE = 'TRUSTED_DOCUMENTS_FILE must contain an object with at least one document: { hash: text }.';

const MANIFEST = z.record(z.string(), z.string().min(1));
