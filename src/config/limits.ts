import { z } from 'zod';

import { combine, parsed, type Parsed } from '../shared/result.js';
import { parse, wholeNumber, type Environment } from './env.js';
import { readJsonFile } from './files.js';

/** Reads the limits of a GraphQL operation and TRUSTED_DOCUMENTS_FILE. */
export function readLimits(env: Environment) {
  const settings = combine({
    limits: parse(GRAPHQL_LIMITS, env),
    trustedDocuments: readTrustedDocuments(env.TRUSTED_DOCUMENTS_FILE),
  });
  if ('problems' in settings) return settings;
  const { limits, trustedDocuments } = settings.value;
  return {
    value: {
      limits: {
        tokens: limits.LIMIT_TOKENS,
        depth: limits.LIMIT_DEPTH,
        aliases: limits.LIMIT_ALIASES,
        directives: limits.LIMIT_DIRECTIVES,
        rootMutations: limits.LIMIT_ROOT_MUTATIONS,
        upstreamCalls: limits.LIMIT_UPSTREAM_CALLS,
        responseFields: limits.LIMIT_RESPONSE_FIELDS,
      },
      trustedDocuments,
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

/** Reads the only documents that may run, by their hashes; null if any document may run. */
function readTrustedDocuments(file: string | undefined): Parsed<ReadonlyMap<string, string> | null> {
  if (file === undefined) return { value: null };
  const content = readJsonFile(file, 'TRUSTED_DOCUMENTS_FILE');
  if ('problems' in content) return content;
  const { success, data } = MANIFEST.safeParse(content.value);
  const documents = new Map(Object.entries(success ? data : {}));
  return parsed(documents, documents.size === 0 ? [MANIFEST_RULE] : []);
}

const MANIFEST_RULE = 'TRUSTED_DOCUMENTS_FILE must contain an object with at least one document: { hash: text }.';

const MANIFEST = z.record(z.string(), z.string().min(1));
