import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  createSourceEventStream,
  execute,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionArgs,
  type FormattedExecutionResult,
} from 'graphql';

import { contextOfEvent, type Context } from '../context.js';
import { LocalizedError } from '../errors/localized-error.js';
import { operationType } from '../operation-type.js';
import type { MaskErrors } from './error-masking.js';

/**
 * Executes subscriptions, which Apollo Server does not. The request passes all checks of Apollo and of the plugins first. The HTTP
 * layer sends the results. Register it after the plugins that reject operations. See docs/adr/0023-subscriptions-over-sse.md
 */
export function subscriptions(maskErrors: MaskErrors): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ operation, contextValue: { eventStream } }) =>
          operationType(operation) === OperationTypeNode.SUBSCRIPTION && eventStream === undefined
            ? Promise.reject(needsEventStream())
            : Promise.resolve(),
        responseForOperation: async ({ schema, document, operation, request, contextValue }) => {
          const { eventStream, localizer } = contextValue;
          if (operationType(operation) !== OperationTypeNode.SUBSCRIPTION || eventStream === undefined) return null;
          const rejection = eventStream.admit();
          if (rejection !== undefined) {
            const { error, status, headers } = rejection;
            const { body } = singleResult({ errors: [error.toClientError(localizer)] });
            return { body, http: { status, headers: new HeaderMap(headers) } };
          }
          const { operationName, variables } = request;
          const args = { schema, document, operationName, variableValues: variables, contextValue };
          const source = await createSourceEventStream(args);
          if (Symbol.asyncIterator in source) {
            eventStream.results = resultsOf(source[Symbol.asyncIterator](), args, maskErrors);
            return singleResult({ data: null });
          }
          const { errors = [] } = source;
          // Apollo reports invalid variables itself.
          return errors.some(({ path }) => path === undefined)
            ? null
            : singleResult({ errors: maskErrors(errors, { schema, document, variables, contextValue }), data: null });
        },
      }),
  };
}

const singleResult = (result: FormattedExecutionResult) => ({
  body: { kind: 'single' as const, singleResult: result },
  http: { headers: new HeaderMap() },
});

/** Arguments of the execution of an event. */
type SubscriptionArgs = Pick<ExecutionArgs, 'schema' | 'operationName' | 'variableValues'> & {
  readonly document: DocumentNode;
  readonly contextValue: Context;
};

/** Executes the operation once for each event. `return` ends the source at once, also while an event is awaited. */
function resultsOf(
  source: AsyncIterator<unknown>,
  { contextValue, ...args }: SubscriptionArgs,
  maskErrors: MaskErrors,
): AsyncIterator<FormattedExecutionResult, undefined> {
  const { schema, document, variableValues: variables = {} } = args;
  return {
    next: async () => {
      const event = await source.next();
      if (event.done === true) return { done: true, value: undefined };
      const context = contextOfEvent(contextValue);
      const result = await execute({ ...args, rootValue: event.value, contextValue: context });
      const { errors } = result;
      const request = { schema, document, variables: variables ?? {}, contextValue: context };
      return {
        done: false,
        value:
          errors === undefined
            ? (result as FormattedExecutionResult)
            : { ...result, errors: maskErrors(errors, request) },
      };
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}

const needsEventStream = (): LocalizedError =>
  new LocalizedError(
    {
      en: 'A subscription needs the header `Accept: text/event-stream`. Nothing was sent.',
      es: 'Una suscripción necesita el encabezado `Accept: text/event-stream`; no se envió nada.',
    },
    { code: 'BAD_REQUEST', http: { status: 406 } },
  );
