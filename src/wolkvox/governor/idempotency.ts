import type { State } from './state.js';

/** What a request under a key came to. */
export interface Run {
  /** The answer, as text. */
  readonly answer: string;
  /**
   * `keep`: the key stands for this answer from now on. `share`: nothing happened, so the key is free again, but who waits
   * is told. `drop`: the key is free, and who waits tries for himself.
   */
  readonly then: 'keep' | 'share' | 'drop';
}

/** `unknown`: a process died over it, so nobody knows, and it is never made again. */
export type Once =
  | { readonly kind: 'answer'; readonly answer: string; readonly replayed: boolean }
  | { readonly kind: 'conflict' | 'unknown' | 'pending' };

/** The answer of one who no longer wants it, and is not to be taken for that of the others. */
interface Dropped {
  readonly kind: 'dropped';
  readonly answer: string;
}

/** A key is kept for so long. */
const KEEP_MS = 24 * 60 * 60 * 1000;

/** Makes what stands under one key once, over all processes that share the state. */
export class Idempotency {
  readonly #state: State;
  /** What this process is at: parallel duplicates wait here and cost the state nothing. */
  readonly #underWay = new Map<string, { readonly fingerprint: string; readonly end: Promise<Once | Dropped> }>();
  readonly #waiting = new Map<string, (answer: string | undefined) => void>();

  constructor(state: State) {
    this.#state = state;
    state.onSettled((key, answer) => this.#waiting.get(key)?.(answer));
  }

  /** Rejects with StateAway where the state is lost before anything was made. */
  async once(key: string, fingerprint: string, waitMs: number, run: () => Promise<Run>): Promise<Once> {
    const untilMs = performance.now() + waitMs;
    for (;;) {
      const twin = this.#underWay.get(key);
      if (twin !== undefined && twin.fingerprint !== fingerprint) return { kind: 'conflict' };
      const end = twin?.end ?? this.#first(key, fingerprint, untilMs, run);
      if (twin === undefined) {
        this.#underWay.set(key, { fingerprint, end });
        const forget = (): void => void this.#underWay.delete(key);
        end.then(forget, forget);
      }
      const result = await end;
      if (result.kind !== 'dropped') return result;
      if (twin === undefined) return { kind: 'answer', answer: result.answer, replayed: false };
    }
  }

  async #first(key: string, fingerprint: string, untilMs: number, run: () => Promise<Run>): Promise<Once | Dropped> {
    for (;;) {
      const told = new Promise<string | undefined>((resolve) => this.#waiting.set(key, resolve));
      try {
        const claim = await this.#state.claim(key, fingerprint, KEEP_MS);
        switch (claim.claim) {
          case 'mine':
            return await this.#make(key, run);
          case 'done':
            return answered(claim.value, true);
          case 'conflict':
          case 'unknown':
            return { kind: claim.claim };
          case 'pending': {
            const leftMs = untilMs - performance.now();
            if (leftMs <= 0) return { kind: 'pending' };
            // The word may be lost, and the process that would say it may die.
            const answer = await Promise.race([told, after(Math.min(leftMs, LOOK_AGAIN_MS))]);
            if (answer !== undefined) return answered(answer, false);
          }
        }
      } finally {
        this.#waiting.delete(key);
      }
    }
  }

  async #make(key: string, run: () => Promise<Run>): Promise<Once | Dropped> {
    let made: Run;
    try {
      made = await run();
    } catch (error) {
      // Our own fault, at a moment that nobody knows: the key must not be used again, and says so to everybody.
      await this.#state.settle(key, UNKNOWN, KEEP_MS);
      throw error;
    }
    if (made.then === 'keep') await this.#state.settle(key, made.answer, KEEP_MS);
    else await this.#state.free(key, made.then === 'share' ? made.answer : undefined);
    return made.then === 'drop' ? { kind: 'dropped', answer: made.answer } : answered(made.answer, false);
  }
}

/** Kept in place of an answer where nobody knows it. */
const UNKNOWN = '';

const answered = (answer: string, replayed: boolean): Once =>
  answer === UNKNOWN ? { kind: 'unknown' } : { kind: 'answer', answer, replayed };

const LOOK_AGAIN_MS = 1_000;

const after = (ms: number): Promise<undefined> =>
  new Promise((resolve) => void setTimeout(() => resolve(undefined), ms).unref());
