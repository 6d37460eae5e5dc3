import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import { LRUCache } from 'lru-cache';

import type { Lists, ListVersion } from '../service/lists.js';
import type { Identity } from '../access/identity.js';
import type { Context } from './context.js';
import { isQuery } from './is-query.js';

/** What screens ask for again and again is short; whoever pages through thousands asks once. In bytes of text and key. */
const LONGEST_ANSWER_BYTES = 128 * 1024;
/** All of them together: texts, keys and what stands around them. Its own part of the memory, beside LIMIT_WAITING_BYTES. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_ANSWERS = 1_000;

/** V8 takes two for each character of a text that has one outside Latin-1. */
const CHARACTER_BYTES = 2;
/** The entry, its place in the cache and its place among the texts; measured are 430. */
const ENTRY_BYTES = 512;
/** What is kept of one list: see ListVersion. */
const LIST_BYTES = 160;

interface Kept {
  /** Stands for the data, whose text is all that is kept of it. */
  readonly data: Record<string, unknown>;
  readonly bytes: number;
  /** The versions of the lists that it was made of, without their rows: an answer must hold no old list. */
  readonly given: readonly ListVersion[];
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
 * the very same rights: fields are not asked about theirs again. A change of any list drops them all.
 */
export function keepAnswers(freshMs: number): KeptAnswers {
  const answers = new LRUCache<string, Kept>({
    max: MOST_ANSWERS,
    maxSize: MOST_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  });
  /** The version of all lists that the kept answers are of: an answer of another one is never given again. */
  let version = 0;
  const dropOutdated = (lists: Lists): void => {
    if (version === lists.version) return;
    // Also of an empty one it takes microseconds, and each creation comes here.
    if (answers.size > 0) answers.clear();
    version = lists.version;
  };
  const texts = new WeakMap<object, string>();
  return {
    plugin: {
      requestDidStart: ({ contextValue: { lists } }) => {
        dropOutdated(lists);
        return Promise.resolve({
          responseForOperation: async ({ queryHash, operationName, operation, request, contextValue }) => {
            const { reads, identity, watch } = contextValue;
            if (!isQuery(operation)) return null;
            const key = keyOf(identity, queryHash, operationName, request.variables);
            dropOutdated(lists);
            const kept = answers.get(key);
            if (kept === undefined) return null;
            if (performance.now() >= kept.dueMs) {
              answers.delete(key);
              return null;
            }
            if (lists.shared) {
              await Promise.all(kept.given.map(({ ask }) => ask()));
              dropOutdated(lists);
              if (answers.get(key) !== kept) return null;
            }
            reads.giveAgain(kept.given);
            watch.keptAnswer();
            const body = { kind: 'single' as const, singleResult: { data: kept.data } };
            return { body, http: { headers: new HeaderMap() } };
          },
          willSendResponse: ({ queryHash, operationName, operation, request, response, contextValue }) => {
            const { reads, identity } = contextValue;
            if (response.body.kind !== 'single') return Promise.resolve();
            const { singleResult } = response.body;
            const leftMs = reads.keepMs(freshMs, operation, singleResult);
            const { data } = singleResult;
            if (leftMs <= 0 || typeof data !== 'object' || data === null) return Promise.resolve();
            const { given } = reads;
            dropOutdated(lists);
            if (texts.has(data) || given.some((list) => list.version !== version)) return Promise.resolve();
            const text = JSON.stringify(data);
            // Written once, also where it is too long to be kept.
            texts.set(data, text);
            const key = keyOf(identity, queryHash, operationName, request.variables);
            const textBytes = CHARACTER_BYTES * (text.length + key.length);
            if (textBytes > LONGEST_ANSWER_BYTES) return Promise.resolve();
            const [standIn, bytes] = [{}, textBytes + ENTRY_BYTES + LIST_BYTES * given.length];
            texts.set(standIn, text);
            answers.set(key, { data: standIn, bytes, given, dueMs: performance.now() + leftMs });
            return Promise.resolve();
          },
        });
      },
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
