/** A JSON answer that any GraphQL client can read, of what never became a GraphQL request. */
export interface FailureBody {
  readonly errors: readonly [{ readonly message: string; readonly extensions: { readonly code: string } }];
}

export const failure = (message: string, code: string, more: object = {}): FailureBody => ({
  errors: [{ message, extensions: { code, ...more } }],
});

export const badRequest = (message: string): FailureBody => failure(message, 'BAD_REQUEST');

/** For a request that comes in on a kept connection once the listener is closed. */
export const SHUTTING_DOWN = failure('This server is shutting down; nothing was sent. Try again.', 'SHUTTING_DOWN');

/** What is answered, with 503, where there is no room for more: see Room. */
export const OVERLOADED = failure(
  'More requests wait here than there is memory for; nothing was done. Try again later.',
  'OVERLOADED',
  { retryAfterMs: 1_000 },
);

/** Thrown to be answered: its text is ours and holds nothing of the request. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly statusCode: number,
    readonly body: FailureBody,
  ) {
    super(body.errors[0].message);
  }
}

/** Parsers quote the body in their messages, so each status has a sentence of its own. */
export function describeBodyProblem(status: number, bodyBytes: number): string {
  if (status === 413) return `The body is larger than ${bodyBytes} bytes.`;
  if (status === 415) return 'The body must be application/json, without a content-encoding.';
  if (status === 400) return 'The body is not valid JSON in UTF-8, or has a key that is not allowed.';
  return 'The request cannot be read.';
}
