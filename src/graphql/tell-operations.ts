import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';

import { tellDenied } from './campaign/tell-creation.js';
import type { Context } from './context.js';

/** Tells those who watch of each operation, once; of fields it knows nothing, since a hook per field would cost a tenth of all. */
export const tellOperations: ApolloServerPlugin<Context> = {
  requestDidStart: ({ contextValue }) => {
    contextValue.watch.begin();
    return Promise.resolve({
      didEncounterErrors: (context) => {
        for (const error of context.errors) tellDenied(error, context);
        return Promise.resolve();
      },
      willSendResponse: (context) => {
        const { body } = context.response;
        const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
        tell(context, errors?.map(({ extensions }) => extensions?.code) ?? []);
        return Promise.resolve();
      },
    });
  },
  unexpectedErrorProcessingRequest: ({ requestContext }) => {
    tell(requestContext, ['INTERNAL_SERVER_ERROR']);
    return Promise.resolve();
  },
};

function tell({ operation, contextValue }: GraphQLRequestContext<Context>, codes: readonly unknown[]): void {
  contextValue.watch.end({ name: operation?.name?.value, kind: operation?.operation, codes });
}
