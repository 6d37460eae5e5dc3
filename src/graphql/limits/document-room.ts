import type { ApolloServerPlugin } from '@apollo/server';

import type { Context } from '../context.js';
import { SpokenError } from '../error/spoken-error.js';
import { OVERLOADED } from '../http/answers.js';
import { isQuery } from '../is-query.js';
import { COMMENT_BYTES, TOKEN_BYTES } from './document-bytes.js';

/** Comments are no tokens, and kept like these, without nodes. */
export const MOST_COMMENTS = 200;
const COMMENTS_BYTES = MOST_COMMENTS * COMMENT_BYTES;

/** Refuses an operation where there is no room for its document. Those who sent the same share one. */
export const documentRoom: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ document, operation, contextValue }) => {
        if (!isQuery(operation)) contextValue.stay.requireAnswer();
        const bytes = TOKEN_BYTES * (document.tokenCount ?? 0) + COMMENTS_BYTES;
        return contextValue.stay.share(document, bytes) ? Promise.resolve() : Promise.reject(noRoom());
      },
    }),
};

const noRoom = (): SpokenError => {
  const { code, sentence, more } = OVERLOADED;
  return new SpokenError(sentence, { code, ...more, http: { status: 503 } });
};
