import type { ApolloServerPlugin } from '@apollo/server';

import type { Context } from './context.js';

/**
 * Says of an answer out of lists how old they are, and how long it may be kept: HTTP's Age and Cache-Control, by the oldest of
 * them; and in `extensions.outdated` which of them could not be read anew, and why. Ours rather than Apollo's cache control,
 * which wraps every resolver and knows hints but not what was given.
 */
export function tellFreshness(freshMs: number): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: ({ contextValue: { reads }, operation, response }) => {
          const { given, ageMs } = reads;
          if (ageMs === undefined || response.body.kind !== 'single') return Promise.resolve();
          response.http.headers.set('age', seconds(ageMs));
          const { singleResult } = response.body;
          const outdated = given.filter((reading) => reading.outdated !== null);
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
          const leftMs = reads.keepMs(freshMs, operation, singleResult);
          // Age counts from when the list was read, and so does max-age.
          // Private in every mode: a caller who is an address is no public, and a shared cache would answer whoever reaches it.
          response.http.headers.set('cache-control', leftMs > 0 ? `max-age=${seconds(freshMs)}, private` : 'no-store');
          return Promise.resolve();
        },
      }),
  };
}

const seconds = (ms: number): string => String(Math.floor(ms / 1000));
