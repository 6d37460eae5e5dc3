import { failed, succeeded, type Outcome } from '../domain/failure.js';
import type { Operation } from '../domain/operation.js';
import { apiAddress } from './address.js';
import type { Decoded } from './charset.js';
import { answerRow, failureOf, type AnswerId, type Mishap } from './answers.js';
import type { Endpoint } from './endpoints/endpoint.js';
import { affirmsWrite, isAccepted, readEnvelope, unclear, type Refusal, type UnclearCause } from './envelope.js';
import type { Allowance, Caller, Governor, Held } from './governor/governor.js';
import { pause, pauseBeforeRepeat } from './governor/repeat.js';
import type { Http, HttpRequest, HttpResult } from './http.js';
import type { Secret } from './secret.js';

/** An operation with what it takes to call it. Never leaves this layer and the configuration. */
export interface UpstreamOperation extends Operation, Allowance {
  readonly baseUrl: URL;
}

/** What a log may say of one call: no input, no upstream text, no address. */
export interface CallRecord {
  readonly api: string;
  readonly operation: string;
  /** HTTP status, also of an answer that was lost after its head; undefined if no head was read. */
  readonly status: number | undefined;
  /** `success`, or the row of the answers table. */
  readonly answer: 'success' | AnswerId;
  /** Why a `held`, `unsent`, `lost` or `unclear` call is one. */
  readonly cause: string | undefined;
  /** The whole call, the wait for a slot included. */
  readonly ms: number;
  /** What of `ms` was the wait for a slot: all of it, where the call was held. */
  readonly queuedMs: number;
}

/** For whom a call is made, and who is told of it. */
export interface Request {
  readonly caller: Caller;
  readonly record: (call: CallRecord) => void;
}

export interface Wolkvox {
  /**
   * Makes one upstream call. It is made again, within the caller's time, only where nothing happened for sure, or where
   * the endpoint is safe. Fails as a value; throws only where our own code is wrong.
   */
  call<Input, Output>(
    operation: UpstreamOperation,
    endpoint: Endpoint<Input, Output>,
    input: Input,
    request: Request,
    along?: Along,
  ): Promise<Outcome<Output>>;
}

/** What whoever makes a call does on its way. */
export interface Along {
  /** Awaited each time that the call may leave, before it does; where this rejects with StateAway, nothing is sent. */
  readonly leave: () => Promise<void>;
  /** Called at each sending. */
  readonly sent: () => void;
  /**
   * Called if a write is `lost` or `unclear` and what came of its answer says that it was carried out: a 2xx status line, a success
   * code, the thing created. The failure is as unclear as others, but no list that lacks the thing proves that it is not there.
   */
  readonly affirmed: () => void;
}

export interface CallOptions {
  /** One call, from its start to the last byte of its answer. */
  readonly timeoutMs: number;
  /** How long a caller waits in all before its call leaves: for a slot, and between repeats. */
  readonly queueTimeoutMs: number;
  /** How often a call is made again at most. */
  readonly repeats: number;
  /** All that there are: what wolkvox says of a failure to one may hold the token of another. */
  readonly operations: readonly { readonly token: Secret }[];
  /** Called once for each operation: an answer was not UTF-8 and declared no charset that fits, so this one was assumed. */
  readonly charsetAssumed?: (operation: string, charset: NonNullable<Decoded['assumedCharset']>) => void;
}

export function createWolkvox(
  http: Http,
  governor: Governor,
  { timeoutMs, queueTimeoutMs, repeats, operations, charsetAssumed }: CallOptions,
): Wolkvox {
  const assumed = new Set<string>();
  return {
    call: async (operation, endpoint, input, { caller, record }, along) => {
      const untilMs = performance.now() + queueTimeoutMs;
      let leftAt = Date.now();
      let leaves: () => boolean = () => true;
      // Written when it leaves: a thousand that wait would each hold their texts twice.
      const request = (): HttpRequest => ({
        method: endpoint.method,
        url: apiAddress(operation.baseUrl, endpoint.file, { api: endpoint.api, ...endpoint.query(input) }),
        headers: { 'wolkvox-token': operation.token.reveal(), 'content-type': 'application/json' },
        body: endpoint.body && JSON.stringify(endpoint.body(input)),
        timeoutMs,
        maxAnswerBytes: endpoint.maxAnswerBytes,
        onSend: () => {
          if (!leaves()) return false;
          leftAt = Date.now();
          along?.sent();
          return true;
        },
      });
      for (let nth = 1; ; nth += 1) {
        const startedAt = performance.now();
        let grantedAt: number | undefined;
        const result = await governor.run(operation, caller, untilMs, async (onSend) => {
          grantedAt = performance.now();
          leaves = onSend;
          await along?.leave();
          return http.send(request());
        });
        const reading = understand(result, endpoint, input, operation);
        const row = reading.kind === 'value' ? undefined : answerRow(reading);
        const endedAt = performance.now();
        if (result.kind === 'answer' && result.assumedCharset !== undefined && !assumed.has(operation.id)) {
          assumed.add(operation.id);
          charsetAssumed?.(operation.id, result.assumedCharset);
        }
        record({
          api: endpoint.api,
          operation: operation.id,
          status: statusOf(result),
          answer: row?.id ?? 'success',
          cause: 'cause' in reading ? reading.cause : undefined,
          ms: Math.round(endedAt - startedAt),
          queuedMs: Math.round((grantedAt ?? endedAt) - startedAt),
        });
        if (reading.kind === 'value') return succeeded(reading.value);
        if (!endpoint.safe && affirms(result, reading)) along?.affirmed();
        if (row?.failure === 'QUOTA_EXHAUSTED' && reading.kind === 'refusal') governor.exhausted(operation, leftAt);
        const again =
          row?.repeat === true || (endpoint.safe && (reading.kind === 'lost' || reading.kind === 'unclear'));
        const pauseMs = pauseBeforeRepeat(nth, Math.random());
        const inTime = performance.now() + pauseMs < untilMs && caller.hangUp?.happened !== true;
        if (!again || nth > repeats || !inTime)
          return failed(failureOf(masked(reading, operations), operation, new Date()));
        // No slot is held meanwhile: it was given back before the answer was read.
        await pause(pauseMs, caller.hangUp);
      }
    },
  };
}

const statusOf = (result: HttpResult | Held): number | undefined =>
  'status' in result && typeof result.status === 'number' ? result.status : undefined;

/** Whether what came of the answer to a write says that it was carried out. */
function affirms(result: HttpResult | Held, reading: Mishap): boolean {
  if (reading.kind === 'unclear' && AFFIRMING.has(reading.cause)) return true;
  if (reading.kind === 'unclear' && result.kind === 'answer') return affirmsWrite(result.status, result.text);
  return result.kind === 'lost' && affirmsWrite(result.status);
}

/** A success that does not say what was made, and a refusal that does. */
const AFFIRMING: ReadonlySet<UnclearCause> = new Set<UnclearCause>(['unreadable-data', 'contradiction']);

/** Here and not where answers are read: lists are megabytes, and the operation's own token is masked in all of them. */
function masked(mishap: Mishap, operations: CallOptions['operations']): Mishap {
  if (mishap.kind !== 'refusal') return mishap;
  return { ...mishap, msg: operations.reduce((text, { token }) => token.mask(text), mishap.msg) };
}

function understand<Input, Output>(
  result: HttpResult | Held,
  endpoint: Endpoint<Input, Output>,
  input: Input,
  operation: UpstreamOperation,
): { readonly kind: 'value'; readonly value: Output } | Mishap {
  if (result.kind !== 'answer') return result;
  const answer = readEnvelope(result.status, result.text, operation.token, { withoutCode: endpoint.safe });
  if (answer.kind === 'unclear') return answer;
  if (answer.kind === 'refusal') return understandRefusal(answer, result.status, endpoint, input, operation);
  if (answer.withoutCode === true && holdsNothing(answer.data)) return unclear('no-envelope');
  const value = endpoint.read(answer, input, operation);
  return value === undefined ? unclear('unreadable-data') : { kind: 'value', value };
}

function understandRefusal<Input, Output>(
  refusal: Refusal,
  status: number,
  endpoint: Endpoint<Input, Output>,
  input: Input,
  operation: UpstreamOperation,
): { readonly kind: 'value'; readonly value: Output } | Mishap {
  // A status that somebody chose: PHP sends 200 where nobody did, so beside 200 the code decides.
  if (!endpoint.safe && isAccepted(status) && status !== UNCHOSEN_STATUS) return unclear('contradiction');
  const { emptyList } = answerRow(refusal);
  const isEmpty = emptyList !== undefined && endpoint.empty !== undefined;
  if (holdsNothing(refusal.data)) return isEmpty ? { kind: 'value', value: endpoint.empty(emptyList) } : refusal;
  // A refusal that shows the thing created proves nothing, nor does an empty list that shows rows.
  const shown = endpoint.read(refusal, input, operation);
  return isEmpty || shown !== undefined ? unclear('contradiction') : refusal;
}

const UNCHOSEN_STATUS = 200;

const holdsNothing = (data: unknown): boolean =>
  data === undefined || data === null || data === '' || (typeof data === 'object' && Object.keys(data).length === 0);
