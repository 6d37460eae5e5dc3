import { StateAway, StateFault, type Claim, type State } from './state.js';

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

/**
 * `unknown`: a process died over it, or what is kept of it cannot be read; it is never made again. `pending`: the first request
 * of the key is still under way, or was when the state was last heard of.
 */
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
  readonly #waiting = new Map<string, () => void>();

  constructor(state: State) {
    this.#state = state;
    state.onSettled((key) => this.#waiting.get(key)?.());
  }

  /**
   * Rejects with StateAway if the state is lost before anything was made under the key, as far as this request can know. Once
   * it was told that the first request of the key is under way, that one may succeed at any time: from then on a lost state
   * is `pending` and not a rejection, which callers are told as "nothing was sent".
   */
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
    let seen: Claim | undefined;
    for (;;) {
      const told = new Promise<void>((resolve) => this.#waiting.set(key, resolve));
      try {
        const claim = await this.#claim(key, fingerprint, seen);
        switch (claim.claim) {
          case 'mine':
            return await this.#make(key, run);
          case 'done':
            return answered(claim.value, seen === undefined);
          case 'conflict':
          case 'unknown':
            return { kind: claim.claim };
          case 'gone':
            return { kind: 'pending' };
          case 'pending': {
            seen = claim;
            const leftMs = untilMs - performance.now();
            if (leftMs <= 0) return { kind: 'pending' };
            // The message may be lost, and the process that would send it may die. What it says is read from the state: a
            // message alone may come from any client of the state.
            await Promise.race([told, after(Math.min(leftMs, LOOK_AGAIN_MS))]);
          }
        }
      } finally {
        this.#waiting.delete(key);
      }
    }
  }

  async #claim(key: string, fingerprint: string, seen: Claim | undefined): Promise<Claim> {
    try {
      return await this.#state.claim(key, fingerprint, KEEP_MS, seen);
    } catch (error) {
      if (seen !== undefined && error instanceof StateAway) return { claim: 'gone' };
      // Something else is kept under the key: the answer of an earlier request may have been there.
      if (error instanceof StateFault && error.word === 'WRONGTYPE') return { claim: 'unknown' };
      throw error;
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

const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms).unref());
