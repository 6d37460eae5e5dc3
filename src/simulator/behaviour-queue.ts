/** Behaviours waiting for the requests that use them up. */
import type { Answer } from './answer.js';
import { checkBehaviour, type Behaviour, type BreakOff, type Treatment } from './behaviour.js';
import { PRESETS, type PresetName } from './behaviours.js';
import type { StoredCampaign } from './wolkvox.js';

/** What was asked for and is still to come. */
export interface Awaited {
  /** The preset it was asked by; null for a treatment of its own. */
  readonly preset: PresetName | null;
  readonly delayMs: number;
  /** Whether all but the delay is as usual. */
  readonly usual: boolean;
  /** Null: requests of any kind use it up. */
  readonly api: string | null;
  /** How many more requests use it up. */
  readonly left: number | 'always';
  /** How many requests have met it. */
  readonly met: number;
}

interface Waiting {
  readonly preset: PresetName | null;
  readonly conduct: Conduct;
  /** Null: for any. */
  readonly api: string | null;
  left: number;
  met: number;
}

/** A treatment with nothing left to assume. */
export interface Conduct {
  readonly delayMs: number;
  readonly create: boolean;
  readonly answer: Answer | ((campaign: StoredCampaign) => Answer) | null;
  readonly breakOff: BreakOff | null;
}

export class BehaviourQueue {
  #waiting: Waiting[] = [];

  /** @throws RangeError with a sentence for the reader; what was asked before then stays as it was. */
  behave(behaviour: Behaviour): void {
    checkBehaviour(behaviour);
    const left = behaviour.times === 'always' ? Infinity : (behaviour.times ?? 1);
    // "always" lasts until the next behave, so even one that queues ends it; otherwise nothing behind it would ever come.
    const before = behaviour.queue ? this.#waiting.filter((waiting) => waiting.left !== Infinity) : [];
    const { preset = null, api = null } = behaviour;
    this.#waiting = [...before, { preset, conduct: conductOf(behaviour), api, left, met: 0 }];
  }

  /**
   * How the request that has just arrived is to be treated; with nothing waiting for its kind, as usual.
   * @param api its query parameter `api`; what is aimed at another one goes on waiting
   */
  take(api: string | undefined): Conduct {
    const first = this.#waiting.find((waiting) => waiting.api === null || waiting.api === api);
    if (!first) return AS_USUAL;
    first.left -= 1;
    first.met += 1;
    if (first.left === 0) this.#waiting.splice(this.#waiting.indexOf(first), 1);
    return first.conduct;
  }

  /** In the order in which they are used up. */
  awaited(): readonly Awaited[] {
    return this.#waiting.map(({ preset, conduct: { delayMs, create, answer, breakOff }, api, left, met }) => {
      const usual = create && answer === null && breakOff === null;
      return { preset, delayMs, usual, api, left: left === Infinity ? 'always' : left, met };
    });
  }

  clear(): void {
    this.#waiting = [];
  }
}

const AS_USUAL: Conduct = { delayMs: 0, create: true, answer: null, breakOff: null };

function conductOf(behaviour: Behaviour): Conduct {
  const treatment: Treatment = behaviour.preset === undefined ? behaviour : PRESETS[behaviour.preset].behaviour;
  const { delayMs = 0, answer = null, create = answer === null, breakOff = null } = treatment;
  return { delayMs, create, answer, breakOff };
}
