import { ATTEMPT_TTL_MS, CLAIMED_ID_TTL_MS, MAX_ATTEMPT_NAMES, type Attempt } from '../campaign-id-store.js';
import { TwoGenerationMap, type SteadyClock } from './two-generation-map.js';

/** A change of the campaign ids of one kind, for a copy on disk. `value` undefined: the entry is dropped. */
export type CampaignIdChange =
  | { readonly what: 'highest'; readonly value: number }
  | {
      readonly what: 'attempts';
      readonly period: number;
      /** Hash of the name. Undefined: a name of this period was not stored. */
      readonly name: string | undefined;
      readonly value: number | undefined;
    }
  | { readonly what: 'claimed'; readonly period: number; readonly number: number; readonly value: true | undefined };

/** Attempts and known campaign ids of one kind. redis/scripts/campaign-ids.lua has the same steps. */
export class MemoryCampaignIds {
  #highest: number | undefined;
  readonly #attempts: TwoGenerationMap<string, number>;
  readonly #claimed: TwoGenerationMap<number, true>;
  readonly #onChange: (change: CampaignIdChange) => void;

  /** @param onChange Called with each change, in the step that makes it. */
  constructor(now: SteadyClock, onChange?: (change: CampaignIdChange) => void) {
    this.#onChange = onChange ?? (() => undefined);
    this.#attempts = new TwoGenerationMap({
      ttlMs: ATTEMPT_TTL_MS,
      maxEntries: MAX_ATTEMPT_NAMES,
      now,
      ...(onChange && { onChange: (period, name, value) => onChange({ what: 'attempts', period, name, value }) }),
    });
    this.#claimed = new TwoGenerationMap({
      ttlMs: CLAIMED_ID_TTL_MS,
      now,
      ...(onChange && {
        onChange: (period, number, value) =>
          number !== undefined && onChange({ what: 'claimed', period, number, value }),
      }),
    });
  }

  recordAttempt(name: string): Attempt {
    const count = this.countAttempts(name) + 1;
    const attempt = this.#attempts.set(name, count) ? count : Math.max(count, 2);
    return this.#highest === undefined ? { attempt } : { attempt, highest: this.#highest };
  }

  countAttempts(name: string): number {
    return this.#attempts.get(name) ?? (this.#attempts.overflowed ? 1 : 0);
  }

  /** Number of the current period of attempts. */
  get attemptPeriod(): number {
    return this.#attempts.period;
  }

  observe(number: number): void {
    if (this.#highest !== undefined && number <= this.#highest) return;
    this.#highest = number;
    this.#onChange({ what: 'highest', value: number });
  }

  claim(number: number): boolean {
    this.observe(number);
    if (this.isClaimed(number)) return false;
    this.#claimed.set(number, true);
    return true;
  }

  isClaimed(number: number): boolean {
    return this.#claimed.get(number) === true;
  }

  /** Adds a change of an earlier process. Returns false if it has expired. */
  restore(change: CampaignIdChange): boolean {
    switch (change.what) {
      case 'highest':
        this.#highest = Math.max(this.#highest ?? change.value, change.value);
        return true;
      case 'attempts':
        return change.value !== undefined && this.#attempts.restore(change.period, change.name, change.value);
      case 'claimed':
        return change.value !== undefined && this.#claimed.restore(change.period, change.number, change.value);
    }
  }
}
