import { setTimeout as sleep } from 'node:timers/promises';

import { StateCommandError, StateUnavailableError } from '../state/errors.js';
import type { IdempotencyStore, KeyState } from '../state/idempotency-store.js';

/** Result of the first request of a key. */
export interface IdempotentRun {
  readonly answer: string;
  /**
   * - `store`: later requests with the key get this result.
   * - `share`: nothing happened. Waiting requests get this result, and the key is free again.
   * - `discard`: the key is free, and each waiting request runs itself.
   */
  readonly disposition: 'store' | 'share' | 'discard';
}

/**
 * Outcome of `once`.
 * - `unknown`: the process of the first request died, or its result cannot be read. It never runs again.
 * - `pending`: the first request was in progress when the state was last available.
 */
export type OnceResult =
  | { readonly kind: 'answer'; readonly answer: string; readonly replayed: boolean }
  | { readonly kind: 'conflict' | 'unknown' | 'pending' };

/** Result of a canceled request, which other requests must not receive. */
interface Discarded {
  readonly kind: 'discarded';
  readonly answer: string;
}

const TTL_MS = 24 * 60 * 60 * 1000;

/** Runs a request at most once per key over all processes that share the state. */
export class Idempotency {
  /** Runs of this process. Concurrent duplicates wait here without using the state. */
  readonly #inFlight = new Map<
    string,
    { readonly fingerprint: string; readonly end: Promise<OnceResult | Discarded> }
  >();
  readonly #waiting = new Map<string, () => void>();

  constructor(private readonly store: IdempotencyStore) {
    store.onCompleted((key) => this.#waiting.get(key)?.());
  }

  /**
   * Runs the function, or returns the result of the first request of the key. Waits up to `waitMs` for it. `fingerprint` is the
   * hash of the input. Rejects with StateUnavailableError if the state is lost before the first request was seen in progress.
   * After that it returns `pending`, because the first request may succeed.
   */
  async once(key: string, fingerprint: string, waitMs: number, run: () => Promise<IdempotentRun>): Promise<OnceResult> {
    const untilMs = performance.now() + waitMs;
    for (;;) {
      const running = this.#inFlight.get(key);
      if (running !== undefined && running.fingerprint !== fingerprint) return { kind: 'conflict' };
      const end = running?.end ?? this.#runOrWait(key, fingerprint, untilMs, run);
      if (running === undefined) {
        this.#inFlight.set(key, { fingerprint, end });
        const remove = (): void => void this.#inFlight.delete(key);
        end.then(remove, remove);
      }
      const result = await end;
      if (result.kind !== 'discarded') return result;
      if (running === undefined) return { kind: 'answer', answer: result.answer, replayed: false };
    }
  }

  async #runOrWait(
    key: string,
    fingerprint: string,
    untilMs: number,
    run: () => Promise<IdempotentRun>,
  ): Promise<OnceResult | Discarded> {
    let lastSeen: KeyState | undefined;
    for (;;) {
      const notified = new Promise<void>((resolve) => this.#waiting.set(key, resolve));
      try {
        const state = await this.#begin(key, fingerprint, lastSeen);
        switch (state.status) {
          case 'claimed':
            return await this.#run(key, run);
          case 'done':
            return answerResult(state.value, lastSeen === undefined);
          case 'conflict':
          case 'unknown':
            return { kind: state.status };
          case 'lost':
            return { kind: 'pending' };
          case 'pending': {
            lastSeen = state;
            const leftMs = untilMs - performance.now();
            if (leftMs <= 0) return { kind: 'pending' };
            // Polls because the message can be lost. The result is read from the state, because any client of the state can
            // send a message.
            await Promise.race([notified, sleep(Math.min(leftMs, POLL_INTERVAL_MS), undefined, { ref: false })]);
          }
        }
      } finally {
        this.#waiting.delete(key);
      }
    }
  }

  async #begin(key: string, fingerprint: string, lastSeen: KeyState | undefined): Promise<KeyState> {
    try {
      return await this.store.begin(key, fingerprint, TTL_MS, lastSeen);
    } catch (error) {
      if (lastSeen !== undefined && error instanceof StateUnavailableError) return { status: 'lost' };
      // A value of another type replaced the record, which may have contained a result.
      if (error instanceof StateCommandError && error.replyCode === 'WRONGTYPE') return { status: 'unknown' };
      throw error;
    }
  }

  async #run(key: string, run: () => Promise<IdempotentRun>): Promise<OnceResult | Discarded> {
    let result: IdempotentRun;
    try {
      result = await run();
    } catch (error) {
      // An internal error at an unknown point, so the key must never run again.
      await this.store.complete(key, UNKNOWN, TTL_MS);
      throw error;
    }
    if (result.disposition === 'store') await this.store.complete(key, result.answer, TTL_MS);
    else await this.store.abandon(key, result.disposition === 'share' ? result.answer : undefined);
    return result.disposition === 'discard'
      ? { kind: 'discarded', answer: result.answer }
      : answerResult(result.answer, false);
  }
}

/** Stored instead of a result if the outcome is unknown. */
const UNKNOWN = '';

const answerResult = (answer: string, replayed: boolean): OnceResult =>
  answer === UNKNOWN ? { kind: 'unknown' } : { kind: 'answer', answer, replayed };

const POLL_INTERVAL_MS = 1_000;
