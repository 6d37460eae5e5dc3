import { failed, succeeded, type Outcome } from '../domain/failure.js';
import type { Operation } from '../domain/operation.js';
import { apiAddress } from './address.js';
import type { Decoded } from './charset.js';
import { matchRule, toFailure, type OutcomeRuleId, type CallFailure } from './outcome-rules.js';
import { labelOf, type Endpoint, type RowReceiver } from './endpoints/endpoint.js';
import {
  confirmsWrite,
  isAccepted,
  parseMasked,
  readEnvelope,
  unclear,
  type Refusal,
  type UnclearCause,
} from './envelope.js';
import type { Allowance, Caller, LimitedCall, Limiter, NotSent } from './limiter/limiter.js';
import { backoffDelay, delay } from './backoff.js';
import { RowSplitter } from './row-splitter.js';
import type { Transport, HttpRequest, HttpResult, PreparedRequest } from './transport.js';
import type { Secret } from '../shared/secret.js';
import type { Attempt, AttemptName } from '../state/campaign-id-store.js';

/** A wolkvox operation with its base URL and token. Only this layer and the configuration use the token. */
export interface OperationConnection extends Operation, Allowance {
  readonly baseUrl: URL;
}

/** Record of one call for logs and metrics. It contains no input, no text of wolkvox and no address. */
export interface CallRecord {
  readonly api: string;
  readonly operation: string;
  /** HTTP status, also if the response was lost after its head; undefined if no head was read. */
  readonly status: number | undefined;
  /** `success`, or the id of the outcome rule. */
  readonly outcome: 'success' | OutcomeRuleId;
  /** Cause of a call that was not sent, unsent, lost or unclear. */
  readonly cause: string | undefined;
  /** Duration of the whole call, with the time in the queue. */
  readonly durationMs: number;
  /** Time in the queue: the whole duration if the call was not sent. */
  readonly queuedMs: number;
}

/** Caller of a call, and the receiver of its record. */
export interface CallContext {
  readonly caller: Caller;
  readonly record: (call: CallRecord) => void;
}

/** Client of wolkvox. */
export interface Wolkvox {
  /**
   * Makes one upstream call. It is retried within the caller's time if it certainly had no effect, or if the endpoint is safe.
   * A failure is a value. Throws only for a bug, and if the shared state fails.
   */
  call<Input, Output, Rows extends RowReceiver>(
    operation: OperationConnection,
    endpoint: Endpoint<Input, Output, Rows>,
    input: Input,
    context: CallContext,
    hooks?: CallHooks<Input>,
  ): Promise<Outcome<Output>>;
}

/** Hooks of a call. */
export interface CallHooks<Input> {
  /**
   * Attempt that the shared state records before the first byte is sent, once over all retries. If it cannot, nothing is sent.
   * undefined: nothing is recorded.
   */
  readonly attempt?: AttemptName | undefined;
  /** Called when it is recorded, before the first byte is sent. */
  readonly onRecorded?: (attempt: Attempt) => void;
  /** Called with an open connection, right before each attempt is sent. If it returns false, nothing is sent, and the call ends. */
  readonly maySend?: (() => boolean) | undefined;
  /** Called when an attempt is sent. */
  readonly onSent: () => void;
  /**
   * Called if a write is `lost` or `unclear`, and its response still shows that it was carried out. Such evidence is a 2xx status
   * line, a success code or the created row. A list without that row then does not prove that it does not exist.
   */
  readonly onConfirmed: () => void;
  /** Returns the input of a retry. A failure ends the call. Omitted: the same input is sent again. */
  readonly beforeRetry?: (() => Promise<Outcome<Input>>) | undefined;
}

/** Options of the client. */
export interface CallOptions {
  /** Timeout of one attempt, from its start to the last byte of its response. */
  readonly timeoutMs: number;
  /** Longest time until a call is sent: in the queue, and between retries. */
  readonly queueTimeoutMs: number;
  readonly maxRetries: number;
  /** All operations, because a message of wolkvox to one operation may contain the token of another. */
  readonly operations: readonly { readonly token: Secret }[];
  /** Called once per operation if a response was not UTF-8 and declared no charset that fits. */
  readonly charsetAssumed?: (operation: string, charset: NonNullable<Decoded['assumedCharset']>) => void;
}

/** Creates the client. */
export function createWolkvox(
  transport: Transport,
  limiter: Limiter,
  { timeoutMs, queueTimeoutMs, maxRetries, operations, charsetAssumed }: CallOptions,
): Wolkvox {
  const reportedOperations = new Set<string>();
  return {
    call: async (operation, endpoint, firstInput, { caller, record }, hooks) => {
      let input = firstInput;
      const untilMs = performance.now() + queueTimeoutMs;
      let sentAt = Date.now();
      let mayStillSend: () => boolean = () => true;
      const sending = { withheld: false };
      // Built when its slot is near, because a thousand queued calls would each hold their texts twice.
      const request = (openBody: HttpRequest['openBody']): HttpRequest => ({
        method: endpoint.method,
        url: apiAddress(operation.baseUrl, endpoint.file, { api: endpoint.api, ...endpoint.query(input) }),
        headers: { 'wolkvox-token': operation.token.reveal(), 'content-type': 'application/json' },
        body: endpoint.body && JSON.stringify(endpoint.body(input)),
        safe: endpoint.safe,
        timeoutMs,
        maxResponseBytes: endpoint.maxResponseBytes,
        openBody,
        onSend: () => {
          // First, because a slot counts as used when it is asked.
          sending.withheld = hooks?.maySend?.() === false;
          if (sending.withheld || !mayStillSend()) return false;
          sentAt = Date.now();
          hooks?.onSent();
          return true;
        },
      });
      let unrecorded = hooks?.attempt;
      const allowance = endpoint.ignoresQuota === true ? { ...operation, ignoresQuota: true } : operation;
      for (let attempt = 1; ; attempt += 1) {
        const startedAt = performance.now();
        let grantedAt: number | undefined;
        let prepared: PreparedRequest | undefined;
        const rows = endpoint.receiveRows?.(input);
        const openBody = rows && bodyOpener(rows, operation.token);
        const limited: LimitedCall = {
          prepare: () => {
            if (!endpoint.safe) prepared ??= transport.prepare(request(openBody));
          },
          send: (onSend, recorded) => {
            grantedAt = performance.now();
            mayStillSend = onSend;
            unrecorded = undefined;
            if (recorded !== undefined) hooks?.onRecorded?.(recorded);
            const sending = prepared?.send() ?? transport.send(request(openBody));
            prepared = undefined;
            return sending;
          },
        };
        const run = await limiter
          .run(allowance, caller, untilMs, limited, () => unrecorded)
          .finally(() => prepared?.discard());
        const result: HttpResult | NotSent = sending.withheld ? { kind: 'not-sent', cause: 'withheld' } : run;
        const reading = interpret(result, endpoint, input, operation, rows);
        const rule = reading.kind === 'value' ? undefined : matchRule(reading);
        const endedAt = performance.now();
        if (result.kind === 'answer' && result.assumedCharset !== undefined && !reportedOperations.has(operation.id)) {
          reportedOperations.add(operation.id);
          charsetAssumed?.(operation.id, result.assumedCharset);
        }
        record({
          api: labelOf(endpoint),
          operation: operation.id,
          status: statusOf(result),
          outcome: rule?.id ?? 'success',
          cause: 'cause' in reading ? reading.cause : undefined,
          durationMs: Math.round(endedAt - startedAt),
          queuedMs: Math.round((grantedAt ?? endedAt) - startedAt),
        });
        if (reading.kind === 'value') return succeeded(reading.value);
        if (!endpoint.safe && isConfirmed(result, reading)) hooks?.onConfirmed();
        if (rule?.failure === 'QUOTA_EXHAUSTED' && reading.kind === 'refusal') limiter.markExhausted(operation, sentAt);
        const isRetryable =
          rule?.retry === true || (endpoint.safe && (reading.kind === 'lost' || reading.kind === 'unclear'));
        const delayMs = backoffDelay(attempt, Math.random());
        const inTime = performance.now() + delayMs < untilMs && caller.cancellation?.aborted !== true;
        if (!isRetryable || attempt > maxRetries || !inTime)
          return failed(
            toFailure(reading, operation, new Date(), (msg) => maskMessage(msg, endpoint, input, operations)),
          );
        // The delay holds no slot: it was released before the response was read.
        await delay(delayMs, caller.cancellation?.signal);
        const renewed = await hooks?.beforeRetry?.();
        if (renewed?.ok === false) return renewed;
        if (renewed !== undefined) input = renewed.value;
      }
    },
  };
}

/** Returns the opener of a body whose rows are received as they arrive. */
const bodyOpener =
  (rows: RowReceiver, token: Secret): NonNullable<HttpRequest['openBody']> =>
  (contentType) =>
    new RowSplitter(rows, { contentType, parse: (text) => parseMasked(text, token) });

const statusOf = (result: HttpResult | NotSent): number | undefined =>
  'status' in result && typeof result.status === 'number' ? result.status : undefined;

/** Returns true if the response to a write shows that it was carried out. */
function isConfirmed(result: HttpResult | NotSent, reading: CallFailure): boolean {
  if (reading.kind === 'unclear' && CONFIRMING_CAUSES.has(reading.cause)) return true;
  if (reading.kind === 'unclear' && result.kind === 'answer') return confirmsWrite(result.status, result.text);
  return result.kind === 'lost' && confirmsWrite(result.status);
}

/** A success without a readable row, and a refusal that shows one. */
const CONFIRMING_CAUSES: ReadonlySet<UnclearCause> = new Set<UnclearCause>(['unreadable-data', 'contradiction']);

/**
 * Masks all tokens in a message of wolkvox, and values of the input if the endpoint requires it. It is done here, because lists are
 * megabytes and readEnvelope masks only their own token.
 */
function maskMessage<Input>(
  msg: string,
  { maskInput = (text) => text }: Pick<Endpoint<Input, unknown>, 'maskInput'>,
  input: Input,
  operations: CallOptions['operations'],
): string {
  return maskInput(
    operations.reduce((text, { token }) => token.mask(text), msg),
    input,
  );
}

/** Decodes and classifies the result of a call. */
function interpret<Input, Output, Rows extends RowReceiver>(
  result: HttpResult | NotSent,
  endpoint: Endpoint<Input, Output, Rows>,
  input: Input,
  operation: OperationConnection,
  rows: Rows | undefined,
): { readonly kind: 'value'; readonly value: Output } | CallFailure {
  if (result.kind === 'lost') return readCut(result, endpoint, rows) ?? result;
  if (result.kind !== 'answer') return result;
  const answer = readEnvelope(result.status, result.text, operation.token, {
    allowMissingCode: endpoint.safe,
    allowBareList: endpoint.acceptsBareList,
  });
  if (answer.kind === 'unclear') return answer;
  if (answer.kind === 'refusal')
    return interpretRefusal({ ...answer, rows }, result.status, endpoint, input, operation);
  if (answer.withoutCode === true && isEmptyData(answer.data)) return unclear('no-envelope');
  const value = endpoint.readSuccess({ ...answer, rows }, input, operation);
  return value === undefined ? unclear('unreadable-data') : { kind: 'value', value };
}

/** Reads the rows of a response that was too large; undefined if the call failed. */
function readCut<Output, Rows extends RowReceiver>(
  { cause, status }: Extract<HttpResult, { kind: 'lost' }>,
  endpoint: Pick<Endpoint<never, Output, Rows>, 'readCut'>,
  rows: Rows | undefined,
): { readonly kind: 'value'; readonly value: Output } | undefined {
  if (rows === undefined || cause !== 'too-large' || typeof status !== 'number' || !isAccepted(status))
    return undefined;
  const value = endpoint.readCut?.(rows);
  return value && { kind: 'value', value };
}

function interpretRefusal<Input, Output, Rows extends RowReceiver>(
  { rows, ...refusal }: Refusal & { readonly rows: Rows | undefined },
  status: number,
  endpoint: Endpoint<Input, Output, Rows>,
  input: Input,
  operation: OperationConnection,
): { readonly kind: 'value'; readonly value: Output } | CallFailure {
  // PHP sends 200 by default, so the code decides beside 200. Another 2xx was chosen and contradicts the code.
  if (!endpoint.safe && isAccepted(status) && status !== DEFAULT_STATUS) return unclear('contradiction');
  const { id: rule, emptyList } = matchRule(refusal);
  const value = endpoint.safe ? undefined : endpoint.readRefusal?.({ ...refusal, rule }, input, operation);
  if (value !== undefined) return { kind: 'value', value };
  const isEmpty = emptyList !== undefined && endpoint.empty !== undefined;
  if (isEmptyData(refusal.data)) return isEmpty ? { kind: 'value', value: endpoint.empty(emptyList) } : refusal;
  // Neither a refusal whose data shows the success proves anything, nor an empty list that has rows.
  const showsSuccess = endpoint.safe
    ? endpoint.readSuccess({ ...refusal, rows }, input, operation) !== undefined
    : endpoint.provesDone?.(refusal, input, operation) === true;
  return isEmpty || showsSuccess ? unclear('contradiction') : refusal;
}

const DEFAULT_STATUS = 200;

const isEmptyData = (data: unknown): boolean =>
  data === undefined || data === null || data === '' || (typeof data === 'object' && Object.keys(data).length === 0);
