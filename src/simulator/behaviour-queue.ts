/** Behaviours waiting for the requests that use them up. */
import type { Answer } from './answer.js';
import { checkBehaviour, type Behaviour, type BreakOff, type Treatment } from './behaviour.js';
import { PRESETS } from './behaviours.js';
import type { StoredCampaign } from './wolkvox.js';

interface Waiting {
  readonly conduct: Conduct;
  /** Null: for any. */
  readonly api: string | null;
  left: number;
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
    this.#waiting = [...before, { conduct: conductOf(behaviour), api: behaviour.api ?? null, left }];
  }

  /**
   * How the request that has just arrived is to be treated; with nothing waiting for its kind, as usual.
   * @param api its query parameter `api`; what is aimed at another one goes on waiting
   */
  take(api: string | undefined): Conduct {
    const first = this.#waiting.find((waiting) => waiting.api === null || waiting.api === api);
    if (!first) return AS_USUAL;
    first.left -= 1;
    if (first.left === 0) this.#waiting.splice(this.#waiting.indexOf(first), 1);
    return first.conduct;
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
