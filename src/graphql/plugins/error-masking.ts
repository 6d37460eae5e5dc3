import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

import { describeError } from '../../telemetry/describe-error.js';
import type { Context, ErrorLog } from '../context.js';
import type { LocalizedText } from '../../shared/i18n.js';
import { parserLimit } from '../errors/limit-error.js';
import { englishLocalizer } from '../../shared/localizer.js';
import { truncateErrors } from '../errors/truncate-errors.js';
import { findLocalizedError, internalError } from '../errors/localized-error.js';
import { redactedMessages, type RedactedRequest } from '../errors/redact-values.js';

/**
 * Creates the error masking. The plugin has the request of an error and formatError does not, so the plugin decides and
 * formatError looks up. `hideSuggestions`: messages must not suggest names of the schema. Errors before a GraphQL
 * request have fixed texts of Apollo.
 */
export function createErrorMasking(logError: ErrorLog, hideSuggestions: boolean) {
  const clientErrors = new WeakMap<object, Partial<GraphQLFormattedError>>();
  const mask = (errors: GraphQLError[], { schema, document, variables, contextValue }: MaskedRequest): void => {
    truncateErrors(errors, contextValue.loaders.suppressedErrors);
    const messages = redactedMessages(errors, { schema, document, variables, hideSuggestions });
    // One error may be the cause for many fields. It is logged once.
    const causes = new Map<Error, Partial<GraphQLFormattedError>>();
    const toClientErrorOnce = (error: GraphQLError): Partial<GraphQLFormattedError> => {
      const cause = error.originalError ?? error;
      const clientError = causes.get(cause) ?? toClientError(error, contextValue);
      causes.set(cause, clientError);
      return clientError;
    };
    for (const error of errors) {
      const message = messages.get(error);
      const clientError = message === undefined ? toClientErrorOnce(error) : { message };
      clientErrors.set(error, withMutation(clientError, error, contextValue));
    }
  };
  const plugin: ApolloServerPlugin<Context> = {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, schema, document, request: { variables }, contextValue }) => {
          // Truncates the copy that Apollo formats next, because there is no option for it.
          mask(errors as GraphQLError[], { schema, document, variables, contextValue });
          return Promise.resolve();
        },
      }),
  };
  const formatError = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const known = error instanceof Error ? clientErrors.get(error) : undefined;
    const clientError = {
      ...formatted,
      ...(known ?? toClientError(error, { logError, localizer: englishLocalizer() })),
    };
    return { ...clientError, message: clientError.message.slice(0, MAX_MESSAGE_LENGTH) };
  };
  /** Returns the errors of a result that Apollo does not execute, in the form for the client. */
  const maskErrors: MaskErrors = (errors, request) => {
    const masked = [...errors];
    mask(masked, request);
    return masked.map((error) => formatError(error.toJSON(), error));
  };
  return { plugin, formatError, maskErrors };
}

/** Masks the errors of an execution result. */
export type MaskErrors = (errors: readonly GraphQLError[], request: MaskedRequest) => readonly GraphQLFormattedError[];

/** Request of an execution result. */
export interface MaskedRequest extends Omit<RedactedRequest, 'hideSuggestions'> {
  readonly contextValue: Context;
}

/**
 * Adds the result of the mutation to the error of a field below it. Such an error may remove the whole response, and
 * the client would not receive the campaign that was created.
 */
function withMutation(
  clientError: Partial<GraphQLFormattedError>,
  { path = [], extensions }: GraphQLError,
  { mutationResults }: Context,
): Partial<GraphQLFormattedError> {
  const mutation = path.length > 1 ? mutationResults.get(path[0]) : undefined;
  return mutation === undefined
    ? clientError
    : { ...clientError, extensions: { ...extensions, ...clientError.extensions, mutation } };
}

/** Limits the size of errors[], because each message may quote a name of any length. */
const MAX_MESSAGE_LENGTH = 1_000;

/** Texts for codes whose Apollo messages quote the document or are for developers of the server. */
const FIXED_MESSAGES: Readonly<Record<string, LocalizedText>> = {
  GRAPHQL_PARSE_FAILED: {
    en: 'The document is not valid GraphQL syntax at the location in `locations`.',
    es: 'El documento no tiene una sintaxis de GraphQL válida en el lugar indicado.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    en: 'The request must name one operation of the document.',
    es: 'La solicitud debe nombrar una operación que esté en el documento.',
  },
  INTROSPECTION_DISABLED: {
    en: 'Introspection is disabled on this server.',
    es: 'Este servidor no muestra su esquema: INTROSPECTION está desactivada.',
  },
};

/** Returns the error for the client. */
function toClientError(
  error: unknown,
  { logError, localizer }: Pick<Context, 'logError' | 'localizer'>,
): Partial<GraphQLFormattedError> {
  const { code, errorId, http, validationErrorCode } = error instanceof GraphQLError ? error.extensions : {};
  if (errorId !== undefined) logError({ code, errorId }, 'operator action required');
  // Includes the code, because Apollo overwrites the code of validation errors.
  const localized = findLocalizedError(error) ?? parserLimit(error);
  if (localized !== undefined) return localized.toClientError(localizer);
  const message = FIXED_MESSAGES[String(validationErrorCode ?? code)];
  if (message !== undefined) return { message: localizer.localize(message) };
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') return {};
  if (code === undefined && isClientError(http)) return { extensions: { code: 'BAD_REQUEST' } };
  if (isTooManyVariableErrors(error)) return { extensions: { code: 'BAD_USER_INPUT' } };
  const clientError = internalError(localizer);
  logError({ errorId: clientError.extensions.errorId, ...describeError(unwrapResolverError(error)) }, 'internal error');
  return clientError;
}

/** Apollo sets a status but no code if the version or the hash of a persisted query is wrong. */
const isClientError = (http: unknown): boolean =>
  typeof http === 'object' && http !== null && 'status' in http && http.status === 400;

/**
 * graphql-js stops after 50 problems of the variables with an error without a location, which Apollo reports as
 * internal.
 */
const isTooManyVariableErrors = (error: unknown): boolean =>
  error instanceof GraphQLError &&
  error.path === undefined &&
  error.message.startsWith('Too many errors processing variables');
