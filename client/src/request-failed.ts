import type { WolkvoxErrorCode } from './generated/graphql.js';

/** An entry of `errors[]`. */
export interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** What a creation came to, although its answer could not be given whole. */
export interface ToldCreation {
  /** `success`, or the code of the member that the answer would have been. */
  readonly outcome: string;
  /** The campaign's global id, where there is one. */
  readonly id?: string;
}

/** Codes that say: what was asked for was not done. Any other leaves it open. */
const NOTHING_HAPPENED = [
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

/** Codes of this package: nothing told them. The sentences are for developers. */
const OWN = {
  NETWORK: 'No answer came back.',
  ABORTED: 'The caller stopped waiting for the answer.',
  UNREADABLE: 'What came back is no answer of GraphQL.',
  UNKNOWN: 'The request failed without a code.',
} as const;

/** One of the server's words, or of this package's: NETWORK, ABORTED, UNREADABLE, UNKNOWN. A newer server may have others. */
export type RequestFailedCode =
  | WolkvoxErrorCode
  | (typeof NOTHING_HAPPENED)[number]
  | 'INTERNAL_SERVER_ERROR'
  | keyof typeof OWN
  | (string & Record<never, never>);

/** What is known of a request that failed. */
export interface Failing {
  readonly mutation: boolean;
  /** Why there is no answer; where there is one, `errors` tell. */
  readonly code?: keyof typeof OWN | undefined;
  readonly errors?: readonly AnsweredError[] | undefined;
  /** What came beside the errors. */
  readonly data?: unknown;
  readonly httpStatus?: number | undefined;
  /** False where nothing left. */
  readonly sent?: boolean;
  readonly cause?: unknown;
}

/**
 * A request that has no result: an operator must mend it, somebody refused it on its way, or the network lost it. Of
 * several errors the first gives the message, the code and its extensions.
 */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly code: RequestFailedCode;
  /** Finds the reason in the log of the server. */
  readonly errorId: string | undefined;
  /** Where HTTP was spoken and its client tells. */
  readonly httpStatus: number | undefined;
  /** Milliseconds to wait before the next try. */
  readonly retryAfterMs: number | undefined;
  /**
   * The request was a mutation and may have done what it asked for. Look before you repeat it, or repeat it with the
   * same `idempotencyKey`.
   */
  readonly outcomeUnknown: boolean;
  /** What the creation came to, where it was made and only its answer failed. */
  readonly creation: ToldCreation | undefined;
  /** Everything that the server told of the first error, such as `retryable` and `hint`. */
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly errors: readonly AnsweredError[];
  /** What was answered beside the errors: of several fields of a mutation, those that did not fail. */
  readonly data: unknown;

  constructor({ mutation, code, errors = [], data, httpStatus, sent = true, cause }: Failing) {
    const [first] = errors;
    super(first?.message ?? OWN[code ?? 'UNKNOWN'], { cause });
    this.errors = errors;
    this.data = data;
    this.httpStatus = httpStatus;
    this.extensions = first?.extensions ?? {};
    this.code = code ?? text(this.extensions.code) ?? 'UNKNOWN';
    this.errorId = text(this.extensions.errorId);
    const { retryAfterMs } = this.extensions;
    this.retryAfterMs = typeof retryAfterMs === 'number' ? retryAfterMs : undefined;
    this.creation = errors.map(creationOf).find((creation) => creation !== undefined);
    this.outcomeUnknown = mutation && sent && (errors.length === 0 || errors.some(leavesItOpen));
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const creationOf = ({ extensions }: AnsweredError): ToldCreation | undefined =>
  extensions?.creation as ToldCreation | undefined;

const NOTHING: ReadonlySet<unknown> = new Set(NOTHING_HAPPENED);

function leavesItOpen(error: AnsweredError): boolean {
  const creation = creationOf(error);
  if (creation !== undefined) return creation.outcome === 'OUTCOME_UNKNOWN';
  // What is refused below a field of the mutation is no word on the field itself.
  return !NOTHING.has(error.extensions?.code) || (error.path?.length ?? 0) > 1;
}
