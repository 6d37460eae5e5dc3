import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';

import { prefersGraphqlType } from '../../shared/graphql-media-type.js';
import type { Context } from '../context.js';

/**
 * Sets the HTTP status of rejected GraphQL requests. Apollo always returns 400. GraphQL over HTTP specifies 400 for
 * application/graphql-response+json and 200 for application/json, which shows the client that the response is from this server.
 */
export const httpStatus: ApolloServerPlugin<Context> = {
  requestDidStart: () =>
    Promise.resolve({
      willSendResponse: ({ request, response: { http, body } }) => {
        const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
        const isRejected =
          http.status === 400 && errors?.every(({ extensions }) => GRAPHQL_REJECTIONS.has(extensions?.code));
        if (isRejected === true && !prefersGraphqlType(request.http?.headers.get('accept'))) http.status = 200;
        return Promise.resolve();
      },
    }),
};

/** Errors of a request that is valid HTTP and JSON. Other errors retain their 4xx status in both media types. */
const GRAPHQL_REJECTIONS: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.BAD_USER_INPUT,
  'LIMIT_EXCEEDED',
]);
