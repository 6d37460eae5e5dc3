import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server';

import type { RequestTelemetry } from '../../telemetry/events.js';
import { recordDenied } from '../mutation-audit.js';
import type { Context } from '../context.js';

/**
 * Reports each operation to telemetry, once. perf: there are no field hooks, because they cost a tenth of a request.
 */
export const operationTelemetry: ApolloServerPlugin<Context> = {
  requestDidStart: ({ contextValue }) => {
    contextValue.telemetry.begin();
    return Promise.resolve({
      didEncounterErrors: (context) => {
        for (const error of context.errors) recordDenied(error, context);
        return Promise.resolve();
      },
      willSendResponse: (context) => {
        const { body } = context.response;
        const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
        report(context, errors?.map(({ extensions }) => extensions?.code) ?? []);
        return Promise.resolve();
      },
    });
  },
  unexpectedErrorProcessingRequest: ({ requestContext }) => {
    report(requestContext, ['INTERNAL_SERVER_ERROR']);
    return Promise.resolve();
  },
};

/** Reports a request whose response is from the cache like the query that it repeats. */
export function reportCacheHit(telemetry: RequestTelemetry, operationName: string | undefined): void {
  telemetry.responseCacheHit();
  telemetry.end({ name: operationName, kind: 'query', codes: [] });
}

function report({ operation, contextValue }: GraphQLRequestContext<Context>, codes: readonly unknown[]): void {
  contextValue.telemetry.end({ name: operation?.name?.value, kind: operation?.operation, codes });
}
