import type { WolkvoxErrorCode } from './generated/graphql.js';

/** Entry of `errors[]`. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Outcome of a mutation whose response could not be returned completely. */
export interface MutationOutcome {
  /** Mutation, for example `createCampaign`. */
  readonly field: string;
  /** `success`, or the error code of the union member. */
  readonly outcome: string;
  /** Global id of the created campaign, if there is one. */
  readonly id?: string;
}

/** Codes that prove that nothing was done. Any other code leaves the outcome unknown. */
const REJECTED_CODES = [
  'AUTHENTICATION_UNAVAILABLE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'FORBIDDEN',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'HOST_NOT_ALLOWED',
  'LIMIT_EXCEEDED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'QUERY_NOT_IN_SAFELIST',
  'RATE_LIMITED',
  'OVERLOADED',
  'SHUTTING_DOWN',
  'UNAUTHENTICATED',
  'UPSTREAM_AUTHENTICATION',
  'UPSTREAM_CONTRACT',
] as const;

/** Codes of this package, for requests without an answer. The messages are for developers. */
const CLIENT_CODES = {
  NETWORK: 'No response was received.',
  ABORTED: 'The caller stopped waiting for the response.',
  UNREADABLE: 'The response is not a GraphQL response.',
  UNKNOWN: 'The request failed without an error code.',
} as const;

/** A code of the server, or of this package: NETWORK, ABORTED, UNREADABLE, UNKNOWN. Newer servers may add values. */
export type RequestFailedCode =
  | WolkvoxErrorCode
  | (typeof REJECTED_CODES)[number]
  | 'INTERNAL_SERVER_ERROR'
  | keyof typeof CLIENT_CODES
  | (string & Record<never, never>);

/** Facts about a failed request. */
export interface RequestFailure {
  readonly mutation: boolean;
  /** Reason of a missing answer. If there is an answer, `errors` contain the codes. */
  readonly code?: keyof typeof CLIENT_CODES | undefined;
  readonly errors?: readonly ResponseError[] | undefined;
  /** Data beside the errors. */
  readonly data?: unknown;
  readonly httpStatus?: number | undefined;
  /** False if nothing was sent. */
  readonly sent?: boolean;
  readonly cause?: unknown;
}

/**
 * Error of a request without a result: the server rejected it, it failed, or the network lost it. Message, code and
 * extensions are those of the first error.
 */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly code: RequestFailedCode;
  /** Id of the log entry with the reason. */
  readonly errorId: string | undefined;
  /** HTTP status, if the transport provides it. */
  readonly httpStatus: number | undefined;
  /** Delay before the next try, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /**
   * True if the request was a mutation that may have been executed. Check before you repeat it, or repeat it with the
   * same `idempotencyKey`.
   */
  readonly outcomeUnknown: boolean;
  /** Outcome of the mutation, if it was executed and only its response failed. */
  readonly mutation: MutationOutcome | undefined;
  /** Extensions of the first error, such as `retryable` and `hint`. */
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly errors: readonly ResponseError[];
  /** Data beside the errors, such as the fields of a mutation that did not fail. */
  readonly data: unknown;

  constructor({ mutation, code, errors = [], data, httpStatus, sent = true, cause }: RequestFailure) {
    const [first] = errors;
    super(first?.message ?? CLIENT_CODES[code ?? 'UNKNOWN'], { cause });
    this.errors = errors;
    this.data = data;
    this.httpStatus = httpStatus;
    this.extensions = first?.extensions ?? {};
    this.code = code ?? text(this.extensions.code) ?? 'UNKNOWN';
    this.errorId = text(this.extensions.errorId);
    const { retryAfterMs } = this.extensions;
    this.retryAfterMs = typeof retryAfterMs === 'number' ? retryAfterMs : undefined;
    this.mutation = errors.map(mutationOf).find((outcome) => outcome !== undefined);
    this.outcomeUnknown = mutation && sent && (errors.length === 0 || errors.some(leavesOutcomeUnknown));
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const mutationOf = ({ extensions }: ResponseError): MutationOutcome | undefined =>
  extensions?.mutation as MutationOutcome | undefined;

const REJECTED: ReadonlySet<unknown> = new Set(REJECTED_CODES);

function leavesOutcomeUnknown(error: ResponseError): boolean {
  const mutation = mutationOf(error);
  if (mutation !== undefined) return mutation.outcome === 'OUTCOME_UNKNOWN';
  // An error below a mutation field does not show whether the mutation was executed.
  return !REJECTED.has(error.extensions?.code) || (error.path?.length ?? 0) > 1;
}
