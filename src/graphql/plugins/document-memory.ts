import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';

import type { Context } from '../context.js';
import { COMMENT_BYTES, TOKEN_BYTES } from '../document-stores.js';
import { overloadedError } from '../errors/localized-error.js';
import { operationType } from '../operation-type.js';

/** Comments are not tokens. They are stored like tokens, without nodes. */
export const MAX_COMMENTS = 200;
const COMMENTS_BYTES = MAX_COMMENTS * COMMENT_BYTES;

/**
 * Rejects an operation if the memory budget has no space for its document. Requests with the same document share it.
 */
export const documentMemory: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ document, operation, contextValue }) => {
        if (operationType(operation) !== OperationTypeNode.QUERY) contextValue.reservation.alwaysAllowResponse();
        const bytes = TOKEN_BYTES * (document.tokenCount ?? 0) + COMMENTS_BYTES;
        return contextValue.reservation.addShared(document, bytes)
          ? Promise.resolve()
          : Promise.reject(overloadedError({ status: 503 }));
      },
    }),
};
