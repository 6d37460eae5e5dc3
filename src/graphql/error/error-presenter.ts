import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

import type { Context, FaultLog } from '../context.js';
import type { Sentence } from '../../domain/language.js';
import { parserLimit } from '../limits/limit-error.js';
import { inEnglish } from '../speech.js';
import { leaveOutErrors } from './few-errors.js';
import { internalError } from './operator-error.js';
import { spokenOf } from './spoken-error.js';
import { valueFreeMessages } from './value-free.js';

/** Turns every error into what a client may see, and tells the log what it may know. */
export interface ErrorPresenter {
  readonly plugin: ApolloServerPlugin<Context>;
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
}

/**
 * The plugin sees errors together with their request, formatError does not: so the plugin decides, and formatError
 * looks up. `hideSuggestions`: nothing is said of what the schema has instead. What never became a GraphQL request has fixed texts of Apollo's own.
 */
export function createErrorPresenter(fault: FaultLog, hideSuggestions: boolean): ErrorPresenter {
  const decided = new WeakMap<object, Partial<GraphQLFormattedError>>();
  return {
    plugin: {
      requestDidStart: () =>
        Promise.resolve({
          didEncounterErrors: ({ errors, schema, document, request, contextValue }) => {
            // Apollo's own copy, which it formats next: it has no option for it.
            leaveOutErrors(errors as GraphQLError[], contextValue.reads.untold);
            const { variables } = request;
            const messages = valueFreeMessages(errors, { schema, document, variables, hideSuggestions });
            // What is thrown once may be the error of many fields: the log has it once.
            const causes = new Map<Error, Partial<GraphQLFormattedError>>();
            const decideOnce = (error: GraphQLError): Partial<GraphQLFormattedError> => {
              const cause = error.originalError ?? error;
              const shown = causes.get(cause) ?? decide(error, contextValue);
              causes.set(cause, shown);
              return shown;
            };
            for (const error of errors) {
              const message = messages.get(error);
              const shown = message === undefined ? decideOnce(error) : { message };
              decided.set(error, withCreation(shown, error, contextValue));
            }
            return Promise.resolve();
          },
        }),
    },
    formatError: (formatted, error) => {
      const known = error instanceof Error ? decided.get(error) : undefined;
      const shown = { ...formatted, ...(known ?? decide(error, { fault, speech: inEnglish() })) };
      return { ...shown, message: shown.message.slice(0, LONGEST_MESSAGE) };
    },
  };
}

/**
 * A field that fails below a creation may take the whole answer with it, and the caller would not know that there is a campaign:
 * so the error says what the creation came to.
 */
function withCreation(
  shown: Partial<GraphQLFormattedError>,
  { path = [], extensions }: GraphQLError,
  { creations }: Context,
): Partial<GraphQLFormattedError> {
  const creation = path.length > 1 ? creations.get(path[0]) : undefined;
  return creation === undefined ? shown : { ...shown, extensions: { ...extensions, ...shown.extensions, creation } };
}

/** Names are quoted, and each of many errors may quote one that fills the whole request. */
const LONGEST_MESSAGE = 1_000;

/** Apollo's own texts where they quote the document, which may hold values. */
const FIXED_MESSAGES: Readonly<Record<string, Sentence>> = {
  GRAPHQL_PARSE_FAILED: {
    en: 'The document is not valid GraphQL syntax at the given location.',
    es: 'El documento no tiene una sintaxis de GraphQL válida en el lugar indicado.',
  },
  OPERATION_RESOLUTION_FAILURE: {
    en: 'The request must name one operation that the document holds.',
    es: 'La solicitud debe nombrar una operación que esté en el documento.',
  },
};

/** Apollo's text speaks to whoever writes the server. */
const INTROSPECTION_OFF = {
  en: 'This server does not tell its schema: INTROSPECTION is off.',
  es: 'Este servidor no muestra su esquema: INTROSPECTION está desactivada.',
} as const satisfies Sentence;

/** What a client is shown instead of the error as it is. */
function decide(error: unknown, { fault, speech }: Pick<Context, 'fault' | 'speech'>): Partial<GraphQLFormattedError> {
  const { code, errorId, http, validationErrorCode } = error instanceof GraphQLError ? error.extensions : {};
  if (errorId !== undefined) fault({ code, errorId }, 'an operator is needed');
  // Its code, too: Apollo writes its own over that of whatever validation says.
  const spoken = spokenOf(error) ?? parserLimit(error);
  if (spoken !== undefined) return spoken.shown(speech);
  if (validationErrorCode === 'INTROSPECTION_DISABLED') return { message: speech.say(INTROSPECTION_OFF) };
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') {
    const message = FIXED_MESSAGES[code];
    return message === undefined ? {} : { message: speech.say(message) };
  }
  if (code === undefined && isClientError(http)) return { extensions: { code: 'BAD_REQUEST' } };
  if (isTooManyVariableErrors(error)) return { extensions: { code: 'BAD_USER_INPUT' } };
  const shown = internalError(speech);
  fault({ errorId: shown.extensions.errorId, ...describeFault(error) }, 'internal error');
  return shown;
}

/** Apollo has a status but no code for a persisted query of another version, or under another's hash. */
const isClientError = (http: unknown): boolean =>
  typeof http === 'object' && http !== null && 'status' in http && http.status === 400;

/** graphql-js stops after 50 problems of the variables with an error that has no place, so Apollo takes it for a fault. */
const isTooManyVariableErrors = (error: unknown): boolean =>
  error instanceof GraphQLError &&
  error.path === undefined &&
  error.message.startsWith('Too many errors processing variables');

/** Name and stack frames of a fault; its message may quote input. */
export function describeFault(error: unknown): { error: string; at: string[] } {
  const cause = unwrapResolverError(error);
  if (!(cause instanceof Error)) return { error: typeof cause, at: [] };
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: cause.name, at: frames.slice(0, 12).map((line) => line.trim()) };
}
