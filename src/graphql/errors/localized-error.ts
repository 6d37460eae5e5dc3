import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

import type { LocalizedText } from '../../shared/i18n.js';
import type { Localizer } from '../../shared/localizer.js';
import type { ErrorCode } from '../../domain/error-codes.js';

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
