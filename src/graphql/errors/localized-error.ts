import { randomUUID } from 'node:crypto';

import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

import type { ErrorCode } from '../../domain/error-codes.js';
import { FAILURES, OPERATOR_HINTS, type Failure, type FailureCode } from '../../domain/failure.js';
import type { LocalizedText } from '../../shared/i18n.js';
import type { Localizer } from '../../shared/localizer.js';

/** Error in the form that clients receive. */
export interface ClientError {
  readonly message: string;
  readonly extensions?: Record<string, unknown>;
}

/**
 * Error for errors[] that is localized when it is sent, so that the code that throws it needs no request. `hint` is an
 * additional text in the extensions.
 */
export class LocalizedError extends GraphQLError {
  constructor(
    readonly text: LocalizedText,
    extensions: GraphQLErrorExtensions & { readonly code: ErrorCode },
    private readonly hint?: LocalizedText,
  ) {
    super(text.en, { extensions: { ...extensions, ...(hint && { hint: hint.en }) } });
  }

  toClientError(localizer: Localizer): ClientError {
    // `http` sets the status of the response in Apollo.
    const extensions: Record<string, unknown> = { ...this.extensions, http: undefined };
    if (this.hint !== undefined) extensions.hint = localizer.localize(this.hint);
    return { message: localizer.localize(this.text), extensions };
  }
}

/** Returns the LocalizedError inside an error of graphql-js or Apollo; undefined if there is none. */
export function findLocalizedError(error: unknown): LocalizedError | undefined {
  for (let cause = error; cause instanceof GraphQLError; cause = cause.originalError)
    if (cause instanceof LocalizedError) return cause;
  return undefined;
}

/** Returns the error of a failed read, with the same code, values and message as in a result union. */
export function readError(failure: Failure): LocalizedError {
  const { exposedAs, message, retry } = FAILURES[failure.code];
  if (exposedAs === 'error') return operatorError(failure.code as OperatorCode);
  const { code, ...rest } = failure;
  const hint = 'hint' in failure && failure.hint !== null ? OPERATOR_HINTS[failure.hint] : undefined;
  return new LocalizedError(message, { code, retryable: retry === 'later', ...rest }, hint);
}

/** Returns the error of an invalid argument. It names the rule and never the value. */
export const argumentError = (message: LocalizedText): LocalizedError =>
  new LocalizedError(message, { code: 'BAD_USER_INPUT' });

/** Failure codes that are exposed in errors[]. */
export type OperatorCode = {
  [Code in FailureCode]: (typeof FAILURES)[Code]['exposedAs'] extends 'error' ? Code : never;
}[FailureCode];

/** Returns an error that needs an operator: fixed message, code, and an id that is also in the log. */
export const operatorError = (code: OperatorCode): LocalizedError =>
  new LocalizedError(FAILURES[code].message, { code, errorId: randomUUID() });

/** Returns an internal error. Its cause is only in the log. */
export const internalError = (localizer: Localizer) => ({
  message: localizer.localize(INTERNAL_ERROR),
  extensions: { code: 'INTERNAL_SERVER_ERROR' as const, errorId: randomUUID() },
});

const INTERNAL_ERROR = {
  en: 'Internal error. Contact your administrator and quote the errorId.',
  es: 'Este servicio falló. Con el id del error (errorId) se encuentra la causa en su registro.',
} as const satisfies LocalizedText;

/** Error for a request that exceeds the memory budget; sent with HTTP status 503. */
export const OVERLOADED = {
  code: 'OVERLOADED',
  message: {
    en: 'This server is overloaded. Nothing was sent. Retry after `retryAfterMs`.',
    es: 'Hay más solicitudes en espera de las que caben en la memoria; no se hizo nada. Inténtelo de nuevo más tarde.',
  },
  extensions: { retryAfterMs: 1_000 },
} as const satisfies { readonly code: ErrorCode; readonly message: LocalizedText; readonly extensions: object };

/** Returns the same error for errors[]. `http` sets the status of the response. */
export function overloadedError(http?: { readonly status: number }): LocalizedError {
  const { code, message, extensions } = OVERLOADED;
  return new LocalizedError(message, { code, ...extensions, ...(http && { http }) });
}
