import type { ApolloServerPlugin } from '@apollo/server';

import type { Context } from '../context.js';

/**
 * Sets Age and Cache-Control by the oldest list in the response, and `extensions.outdated` with the lists whose refresh
 * failed. Also decides whether the response cache may store the response, so that both have one rule. The cache control of Apollo is not used, because it wraps every resolver and uses static hints.
 */
export function cacheHeaders(freshMs: number): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ contextValue: { loaders }, operation, response }) => {
          const { usedLists, ageMs } = loaders;
          if (ageMs === undefined || response.body.kind !== 'single') return Promise.resolve();
          response.http.headers.set('age', seconds(ageMs));
          const { singleResult } = response.body;
          const outdated = usedLists.filter((reading) => reading.outdated !== null);
          if (outdated.length > 0)
            singleResult.extensions = {
              ...singleResult.extensions,
              outdated: outdated.map(({ list, operationId, readAt, outdated: code }) => ({
                list,
                operationId,
                readAt: new Date(readAt).toISOString(),
                code,
              })),
            };
          const leftMs = loaders.cacheableMs(freshMs, operation, singleResult);
          if (leftMs > 0)
            loaders.cacheable = {
              operationName: operation?.name?.value,
              usedLists,
              staleAtMs: performance.now() + leftMs,
            };
          // Age counts from the read of the list, and so does max-age. Always private: callers may be identified by
          // address, and a shared cache would serve other callers.
          response.http.headers.set('cache-control', leftMs > 0 ? `max-age=${seconds(freshMs)}, private` : 'no-store');
          return Promise.resolve();
        },
      }),
  };
}

/** Returns a time in whole seconds, for a header. */
export const seconds = (ms: number): string => String(Math.floor(ms / 1000));
