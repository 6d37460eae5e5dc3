import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import { LRUCache } from 'lru-cache';

import type { Identity } from '../auth/identity.js';
import type { Context } from '../graphql/context.js';
import { ageMsOf, type CacheableResponse } from '../graphql/loaders.js';
import { seconds } from '../graphql/plugins/cache-headers.js';
import { reportCacheHit } from '../graphql/plugins/operation-telemetry.js';
import type { Lists } from '../services/lists.js';
import { CHARACTER_BYTES } from '../shared/memory-budget.js';

/** Maximum size of a cached response, in bytes of text and key. Responses that many clients request are short. */
const MAX_RESPONSE_BYTES = 128 * 1024;
/** Maximum size of the cache: texts, keys and overhead. It is not part of LIMIT_INFLIGHT_BYTES. */
const MAX_CACHE_BYTES = 8 * 1024 * 1024;
const MAX_RESPONSES = 1_000;

/** Memory of an entry in the cache without its texts and lists; measured 520 to 740 for a short request. */
const ENTRY_BYTES = 1024;
/** Memory of a ListVersion. */
const LIST_BYTES = 160;

interface CachedResponse extends CacheableResponse {
  readonly headers: HeaderMap;
  readonly text: string;
  readonly bytes: number;
}

/**
 * Caches responses that contain only list data, until a list changes or is stale. A change of any list clears the cache.
 * A hit replaces the execution in Apollo, so no plugin runs for it. See docs/adr/0021-response-cache-before-apollo.md
 */
export class ResponseCache {
  readonly #responses = new LRUCache<string, CachedResponse>({
    max: MAX_RESPONSES,
    maxSize: MAX_CACHE_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  });
  /** Version of the lists of all entries. */
  #version = 0;

  constructor(private readonly lists: Lists) {}

  /** Returns the cached response of a request, or executes it and stores its response. Rejects if the execution does. */
  async respond(
    request: HTTPGraphQLRequest,
    context: Context,
    execute: () => Promise<HTTPGraphQLResponse>,
  ): Promise<HTTPGraphQLResponse> {
    const cached = await this.#find(request, context);
    if (cached === undefined) {
      const response = await execute();
      this.#store(request, context, response);
      return response;
    }
    reportCacheHit(context.telemetry, cached.operationName);
    const headers = new HeaderMap(cached.headers);
    headers.set('age', seconds(ageMsOf(cached.usedLists)));
    return { headers, body: { kind: 'complete', string: cached.text } };
  }

  async #find(request: HTTPGraphQLRequest, { identity, telemetry }: Context): Promise<CachedResponse | undefined> {
    this.#dropOutdated();
    // perf: each creation empties the cache, so most of them need no key.
    const key = this.#responses.size === 0 ? undefined : keyOf(request, identity);
    const cached = key === undefined ? undefined : this.#responses.get(key);
    if (key === undefined || cached === undefined) return undefined;
    if (performance.now() >= cached.staleAtMs) {
      this.#responses.delete(key);
      return undefined;
    }
    // Before the check, because its time is part of the operation.
    telemetry.begin();
    if (this.lists.shared) {
      await Promise.all(cached.usedLists.map(({ checkVersion }) => checkVersion()));
      this.#dropOutdated();
      if (this.#responses.get(key) !== cached) return undefined;
    }
    return cached;
  }

  #store(
    request: HTTPGraphQLRequest,
    { identity, localizer, loaders: { cacheable } }: Context,
    { status = 200, headers, body }: HTTPGraphQLResponse,
  ): void {
    // Apollo may reject the media type of a response that it has already created. Localized text depends on the caller.
    if (cacheable === undefined || status !== 200 || body.kind !== 'complete' || localizer.usedLocale !== undefined)
      return;
    this.#dropOutdated();
    const { usedLists } = cacheable;
    if (usedLists.some(({ version }) => version !== this.#version)) return;
    const key = keyOf(request, identity);
    if (key === undefined) return;
    const text = body.string;
    const textBytes = CHARACTER_BYTES * (text.length + key.length);
    if (textBytes > MAX_RESPONSE_BYTES) return;
    const bytes = textBytes + ENTRY_BYTES + LIST_BYTES * usedLists.length;
    this.#responses.set(key, { ...cacheable, headers, text, bytes });
  }

  #dropOutdated(): void {
    if (this.#version === this.lists.version) return;
    // perf: clearing an empty cache takes microseconds, and each creation runs this.
    if (this.#responses.size > 0) this.#responses.clear();
    this.#version = this.lists.version;
  }
}

/**
 * Returns everything that determines the response besides the lists: the permissions, because fields are not authorized
 * again, and the whole input of Apollo. No part can contain a line break. undefined for a request that is never cached.
 */
function keyOf(
  { method, headers, search, body }: HTTPGraphQLRequest,
  { permissionsKey }: Identity,
): string | undefined {
  const parameters = method === 'GET' ? search : jsonOf(body);
  if (parameters === undefined || registersQuery(parameters)) return undefined;
  return [permissionsKey, method, ...[...headers].flat(), parameters].join('\n');
}

/** Returns true for both the hash and the text of a persisted query, because only the execution registers it. */
const registersQuery = (parameters: string): boolean =>
  parameters.includes('persistedQuery') && /"query":|[?&]query=/.test(parameters);

/** Returns the JSON of a value; undefined if it contains the number of a literal like 1e999, whose JSON is null. */
function jsonOf(body: unknown): string | undefined {
  const state = { isExact: true };
  const json = JSON.stringify(body, (_key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) state.isExact = false;
    return value;
  });
  return state.isExact ? json : undefined;
}
