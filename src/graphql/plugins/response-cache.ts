import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import { LRUCache } from 'lru-cache';

import type { Lists, ListVersion } from '../../services/lists.js';
import type { Identity } from '../../auth/identity.js';
import { CHARACTER_BYTES } from '../../shared/memory-budget.js';
import type { Context } from '../context.js';
import { isQuery } from '../loaders.js';

/** Maximum size of a cached response, in bytes of text and key. Responses that many clients request are short. */
const MAX_RESPONSE_BYTES = 128 * 1024;
/** Maximum size of the cache: texts, keys and overhead. It is not part of LIMIT_INFLIGHT_BYTES. */
const MAX_CACHE_BYTES = 8 * 1024 * 1024;
const MAX_RESPONSES = 1_000;

/** Memory of an entry in the cache and of its text; measured 430. */
const ENTRY_BYTES = 512;
/** Memory of a ListVersion. */
const LIST_BYTES = 160;

interface CachedResponse {
  /** Stand-in for the data. Only its text is stored. */
  readonly data: Record<string, unknown>;
  readonly bytes: number;
  /** Versions of the lists in the response. The rows are not stored, so that no old list stays in memory. */
  readonly usedLists: readonly ListVersion[];
  /** Time at which the first list is stale, on the clock of `performance.now`. */
  readonly staleAtMs: number;
}

/**
 * Caches responses that contain only list data, until a list changes or is stale. Entries are shared by callers with
 * identical permissions, because fields are not authorized again. A change of any list clears the cache. See
 * docs/adr/0003-own-response-cache.md
 */
export function createResponseCache(freshMs: number) {
  const responses = new LRUCache<string, CachedResponse>({
    max: MAX_RESPONSES,
    maxSize: MAX_CACHE_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  });
  /** Version of the lists of all entries. */
  let version = 0;
  const dropOutdated = (lists: Lists): void => {
    if (version === lists.version) return;
    // perf: clearing an empty cache takes microseconds, and each creation runs this.
    if (responses.size > 0) responses.clear();
    version = lists.version;
  };
  const texts = new WeakMap<object, string>();
  const plugin: ApolloServerPlugin<Context> = {
    requestDidStart: ({ contextValue: { lists } }) => {
      dropOutdated(lists);
      return Promise.resolve({
        responseForOperation: async ({ queryHash, operationName, operation, request, contextValue }) => {
          const { loaders, identity, telemetry } = contextValue;
          if (!isQuery(operation)) return null;
          const key = keyOf(identity, queryHash, operationName, request.variables);
          dropOutdated(lists);
          const cached = responses.get(key);
          if (cached === undefined) return null;
          if (performance.now() >= cached.staleAtMs) {
            responses.delete(key);
            return null;
          }
          if (lists.shared) {
            await Promise.all(cached.usedLists.map(({ checkVersion }) => checkVersion()));
            dropOutdated(lists);
            if (responses.get(key) !== cached) return null;
          }
          loaders.usedLists = cached.usedLists;
          telemetry.responseCacheHit();
          const body = { kind: 'single' as const, singleResult: { data: cached.data } };
          return { body, http: { headers: new HeaderMap() } };
        },
        willSendResponse: ({ queryHash, operationName, operation, request, response, contextValue }) => {
          const { loaders, identity } = contextValue;
          if (response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          const leftMs = loaders.cacheableMs(freshMs, operation, singleResult);
          const { data } = singleResult;
          if (leftMs <= 0 || typeof data !== 'object' || data === null) return Promise.resolve();
          const { usedLists } = loaders;
          dropOutdated(lists);
          if (texts.has(data) || usedLists.some((list) => list.version !== version)) return Promise.resolve();
          const text = JSON.stringify(data);
          // Stored even if the response is too large for the cache, so that it is serialized only once.
          texts.set(data, text);
          const key = keyOf(identity, queryHash, operationName, request.variables);
          const textBytes = CHARACTER_BYTES * (text.length + key.length);
          if (textBytes > MAX_RESPONSE_BYTES) return Promise.resolve();
          const [standIn, bytes] = [{}, textBytes + ENTRY_BYTES + LIST_BYTES * usedLists.length];
          texts.set(standIn, text);
          responses.set(key, { data: standIn, bytes, usedLists, staleAtMs: performance.now() + leftMs });
          return Promise.resolve();
        },
      });
    },
  };
  /** Returns the JSON of a response; for a cached one, the stored text. */
  const stringify = (result: FormattedExecutionResult): string => {
    const text = result.data && texts.get(result.data);
    if (text === undefined || text === null) return `${JSON.stringify(result)}\n`;
    // There may be extensions or errors.
    const rest = JSON.stringify({ ...result, data: undefined });
    return rest === '{}' ? `{"data":${text}}\n` : `{"data":${text},${rest.slice(1)}\n`;
  };
  return { plugin, stringify };
}

const keyOf = (
  { permissionsKey }: Identity,
  queryHash = '',
  operationName: string | null = null,
  variables: object = {},
): string => `${permissionsKey} ${queryHash} ${operationName ?? ''} ${JSON.stringify(variables)}`;
