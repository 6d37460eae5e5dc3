import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import { LRUCache } from 'lru-cache';

import type { Reading } from '../service/lists.js';
import type { Identity } from '../access/identity.js';
import type { Context } from './context.js';
import { isQuery } from './is-query.js';

/** What screens ask for again and again is short; whoever pages through thousands asks once. */
const LONGEST_ANSWER = 64 * 1024;
/** All of them together, in characters. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_ANSWERS = 1_000;

interface Kept {
  /** Stands for the data, whose text is all that is kept of it. */
  readonly data: Record<string, unknown>;
  readonly size: number;
  /** The lists that it was made of. */
  readonly given: readonly Reading<unknown>[];
  /** How often any list had changed when it was made. */
  readonly version: number;
  /** When the first of them is due, on performance.now's clock. */
  readonly dueMs: number;
}

/** Whole answers out of lists, for those who ask the very same again; see `keepAnswers`. */
export interface KeptAnswers {
  readonly plugin: ApolloServerPlugin<Context>;
  /** JSON of an answer; of a kept one, as it was written the first time. */
  readonly stringify: (result: FormattedExecutionResult) => string;
}

/**
 * Keeps whole answers that were made out of lists alone, until one of these changes or is due. Ours rather than Apollo's
 * response cache, which knows a number of seconds where we know whether a list has changed. Given again only to callers of
 * the very same rights: fields are not asked about theirs again.
 */
export function keepAnswers(freshMs: number): KeptAnswers {
  const answers = new LRUCache<string, Kept>({
    max: MOST_ANSWERS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ size }) => size,
  });
  const texts = new WeakMap<object, string>();
  return {
    plugin: {
      requestDidStart: () =>
        Promise.resolve({
          responseForOperation: async ({ queryHash, operationName, operation, request, contextValue }) => {
            const { lists, reads, identity, watch } = contextValue;
            if (!isQuery(operation)) return null;
            const kept = answers.get(keyOf(identity, queryHash, operationName, request.variables));
            if (kept === undefined || performance.now() >= kept.dueMs) return null;
            if (lists.shared) await Promise.all(kept.given.map(({ ask }) => ask()));
            if (kept.version !== lists.version) return null;
            reads.giveAgain(kept.given);
            watch.keptAnswer();
            const body = { kind: 'single' as const, singleResult: { data: kept.data } };
            return { body, http: { headers: new HeaderMap() } };
          },
          willSendResponse: ({ queryHash, operationName, operation, request, response, contextValue }) => {
            const { reads, lists, identity } = contextValue;
            if (response.body.kind !== 'single') return Promise.resolve();
            const { singleResult } = response.body;
            const leftMs = reads.keepMs(freshMs, operation, singleResult);
            const { data } = singleResult;
            if (leftMs <= 0 || typeof data !== 'object' || data === null) return Promise.resolve();
            const { given } = reads;
            if (texts.has(data) || given.some(({ version }) => version !== lists.version)) return Promise.resolve();
            const text = JSON.stringify(data);
            const key = keyOf(identity, queryHash, operationName, request.variables);
            if (text.length + key.length > LONGEST_ANSWER) return Promise.resolve();
            const [standIn, size] = [{}, text.length + key.length];
            texts.set(data, text);
            texts.set(standIn, text);
            answers.set(key, { data: standIn, size, given, version: lists.version, dueMs: performance.now() + leftMs });
            return Promise.resolve();
          },
        }),
    },
    stringify: (result) => {
      const text = result.data && texts.get(result.data);
      if (text === undefined || text === null) return `${JSON.stringify(result)}\n`;
      // Of the rest there may be something, too.
      const rest = JSON.stringify({ ...result, data: undefined });
      return rest === '{}' ? `{"data":${text}}\n` : `{"data":${text},${rest.slice(1)}\n`;
    },
  };
}

const keyOf = (
  { rights }: Identity,
  queryHash = '',
  operationName: string | null = null,
  variables: object = {},
): string => `${rights} ${queryHash} ${operationName ?? ''} ${JSON.stringify(variables)}`;
