import { failed, mayHaveHappened, type Outcome } from '../domain/failure.js';
import type { Operation } from '../domain/operation.js';
import type { Attempt, AttemptName } from '../state/campaign-id-store.js';
import { StateCommandError, isUnavailable } from '../state/errors.js';
import { hash } from '../state/hash.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { BUSY_RETRY_AFTER_MS } from '../wolkvox/constants.js';
import type { Endpoint } from '../wolkvox/endpoints/endpoint.js';
import { toFailure } from '../wolkvox/outcome-rules.js';
import type { Idempotency } from './idempotency.js';
import { decodeResult, encodeResult } from './idempotent-result.js';

/** Kind of write to wolkvox: the call, and the steps after it that only this kind has. */
export interface Write<Input, Value> {
  /** The mutation, for example `createCampaign`. Part of the scope of its idempotency keys. */
  readonly mutation: string;
  readonly endpoint: Endpoint<Input, Value>;
  /** Returns the attempt that the state records before the call is sent. Omitted if `reconcile` needs none. */
  readonly attemptOf?: (operation: OperationConnection, input: Input) => AttemptName;
  /** Returns false if the input must not be sent any more. Called right before each sending. Nothing is sent then. */
  readonly maySend?: (input: Input) => boolean;
  /**
   * Returns the outcome of a write that was sent and has no clear response. Omitted if it cannot be found: the outcome then is
   * OUTCOME_UNKNOWN.
   */
  readonly reconcile?: (lost: LostWrite<Input>, request: CallContext) => Promise<Outcome<Value>>;
  /** Returns the input of a retry of the call. A failure is the outcome. Omitted: the same input is sent again. */
  readonly beforeRetry?: () => Promise<Outcome<Input>>;
  /** Runs after each call, before the caller receives the outcome. It invalidates the lists that show the write. */
  readonly settle: (operation: OperationConnection, outcome: Outcome<Value>) => Promise<void>;
}

/** Write whose mutation has an idempotency key. */
export interface KeyedWrite<Input, Value> extends Write<Input, Value> {
  /**
   * Reads the value of a stored success; undefined if it is invalid. It was encoded as JSON, without its fields named `operation`,
   * because they contain the token.
   */
  readonly readStored: (stored: Readonly<Record<string, unknown>>, operation: Operation) => Value | undefined;
}

/** Write that was sent and has no clear response. */
export interface LostWrite<Input> {
  readonly operation: OperationConnection;
  readonly input: Input;
  /** Time of sending, on the clock of performance.now. */
  readonly sentAt: number;
  /** wolkvox confirmed the write, but the rest of the response could not be parsed. */
  readonly confirmed: boolean;
  /** The record of `attemptOf` from before the call was sent. */
  readonly attempt: Attempt | undefined;
}

/** One write: where, and what. */
export interface WriteCommand<Input> {
  readonly operation: OperationConnection;
  /** Valid input. */
  readonly input: Input;
}

/** Result of a write. */
export interface WriteResult<Value> {
  readonly outcome: Outcome<Value>;
  /** true: the outcome of an earlier request with the same key. */
  readonly replayed: boolean;
  /** true: the call to wolkvox was made by another request, earlier or concurrent. */
  readonly byOtherRequest: boolean;
}

/** Result of a request that was not shared with another one. */
export const ownResult = <Value>(outcome: Outcome<Value>): WriteResult<Value> => ({
  outcome,
  replayed: false,
  byOtherRequest: false,
});

/** Dependencies of the executor. */
export interface WriteDependencies {
  readonly wolkvox: Wolkvox;
  readonly idempotency: Idempotency;
  /** Time that a duplicate waits for the first request of its key. */
  readonly duplicateWaitMs: number;
  /** Called if a stored result is invalid. */
  readonly onUnreadableResult?: () => void;
}

/**
 * Executes writes of every kind: idempotency keys, the call, reconciliation of a lost response, and the steps after it. Expected
 * failures are values. Rejects only for a bug, and with StateCommandError if the shared state is faulty.
 */
export class WriteExecutor {
  constructor(private readonly dependencies: WriteDependencies) {}

  /** Executes a write without an idempotency key. */
  async execute<Input, Value>(
    write: Write<Input, Value>,
    command: WriteCommand<Input>,
    request: CallContext,
  ): Promise<WriteResult<Value>> {
    return ownResult(await this.#run(write, command, request, false));
  }

  /** Executes a write at most once for all requests with the same key. Without a key it is like `execute`. */
  async executeOnce<Input, Value>(
    write: KeyedWrite<Input, Value>,
    command: WriteCommand<Input>,
    key: string | null | undefined,
    request: CallContext,
  ): Promise<WriteResult<Value>> {
    const hasKey = key !== undefined && key !== null;
    return this.once(write, command, key, request, () => this.#run(write, command, request, hasKey));
  }

  /**
   * Runs a function at most once for all requests with the same key, for a mutation whose call depends on a reading. Without a key it
   * always runs. The input is what the requests with one key have in common.
   */
  async once<Input, Value>(
    write: Pick<KeyedWrite<Input, Value>, 'mutation' | 'readStored'>,
    { operation, input }: WriteCommand<Input>,
    key: string | null | undefined,
    request: CallContext,
    run: () => Promise<Outcome<Value>>,
  ): Promise<WriteResult<Value>> {
    if (key === undefined || key === null) return ownResult(await run());
    const { idempotency, duplicateWaitMs, onUnreadableResult } = this.dependencies;
    let byOtherRequest = true;
    try {
      // Keys are scoped by mutation, operation and caller.
      const scoped = digest([write.mutation, operation.baseUrl.href, operation.id, request.caller.id, key]);
      const once = await idempotency.once(scoped, digest(input), duplicateWaitMs, async () => {
        byOtherRequest = false;
        const outcome = await run();
        const isCanceled = request.caller.cancellation?.aborted === true;
        return {
          answer: encodeResult(outcome),
          disposition: mayHaveHappened(outcome) ? 'store' : isCanceled ? 'discard' : 'share',
        };
      });
      if (once.kind === 'conflict') return ownResult(failed({ code: 'IDEMPOTENCY_CONFLICT' }));
      if (once.kind === 'pending') return ownResult(failed({ code: 'IN_PROGRESS', retryAfterMs: BUSY_RETRY_AFTER_MS }));
      if (once.kind === 'answer') {
        const outcome = decodeResult(once.answer, operation, write.readStored);
        if (outcome !== undefined) return { outcome, replayed: once.replayed, byOtherRequest };
        onUnreadableResult?.();
      }
      // The earlier request may have had an effect.
      return { outcome: failed({ code: 'OUTCOME_UNKNOWN' }), replayed: true, byOtherRequest };
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return ownResult(failed(toFailure({ kind: 'not-sent', cause: 'state-unavailable' }, operation, new Date())));
    }
  }

  async #run<Input, Value>(
    write: Write<Input, Value>,
    command: WriteCommand<Input>,
    request: CallContext,
    hasKey: boolean,
  ): Promise<Outcome<Value>> {
    const outcome = await this.#send(write, command, request, hasKey);
    // Before the caller receives the outcome, so that its next read contains the write.
    await write.settle(command.operation, outcome);
    return outcome;
  }

  async #send<Input, Value>(
    { endpoint, attemptOf, maySend, beforeRetry, reconcile }: Write<Input, Value>,
    { operation, input }: WriteCommand<Input>,
    request: CallContext,
    hasKey: boolean,
  ): Promise<Outcome<Value>> {
    const { wolkvox } = this.dependencies;
    if (reconcile === undefined) return wolkvox.call(operation, endpoint, input, request);
    let attempt: Attempt | undefined;
    let sentAt: number | undefined;
    let confirmed = false;
    const outcome = await wolkvox.call(operation, endpoint, input, request, {
      attempt: attemptOf?.(operation, input),
      maySend: maySend && (() => maySend(input)),
      beforeRetry,
      onRecorded: (recorded) => {
        attempt = recorded;
      },
      onSent: () => {
        sentAt = performance.now();
      },
      onConfirmed: () => {
        confirmed = true;
      },
    });
    if (outcome.ok || outcome.failure.code !== 'OUTCOME_UNKNOWN' || sentAt === undefined) return outcome;
    // With a key, reconciliation continues after the client disconnects, because gateways disconnect and retry.
    return reconcile({ operation, input, sentAt, confirmed, attempt }, hasKey ? withoutSignal(request) : request).catch(
      (error: unknown) => {
        // Reconciliation is impossible, so the outcome stays unknown.
        if (error instanceof StateCommandError) return outcome;
        throw error;
      },
    );
  }
}

/** Returns the request without the signal of its client, for work that continues after the client disconnects. */
export const withoutSignal = (request: CallContext): CallContext => ({
  ...request,
  caller: { id: request.caller.id },
});

/** Returns a hash, so that input of callers is not stored. */
const digest = (value: unknown): string => hash(JSON.stringify(value));
