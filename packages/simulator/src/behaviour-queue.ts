/** Queue of behaviours for the next requests. */
import { isDeepStrictEqual } from 'node:util';
import { checkBehaviour, type Behaviour } from './parse-behaviour.js';
import { PRESETS, type PresetName } from './presets/index.js';
import type { Answer, AnswerFunction, BehaviourOptions, BreakOff, ChangeRows } from './protocol.js';
import type { WriteShare } from './write-share.js';

/** Behaviour that still applies to requests. */
export interface PendingBehaviour {
  /** Its preset; null if the behaviour was set by its own options. */
  readonly preset: PresetName | null;
  readonly delayMs: number;
  /** True if only the delay differs from the default. */
  readonly usual: boolean;
  /** Name of the api of the requests that use it up, as in `Behaviour.api`; null for any. */
  readonly api: string | null;
  /** Number of requests that it still applies to. */
  readonly left: number | 'always';
  /** Number of requests that it applied to. */
  readonly met: number;
}

interface QueuedBehaviour {
  readonly preset: PresetName | null;
  readonly resolved: ResolvedBehaviour;
  /** Null for any. */
  readonly api: string | null;
  left: number;
  met: number;
}

/** Behaviour with all defaults filled in. */
export interface ResolvedBehaviour {
  readonly delayMs: number;
  readonly create: WriteShare;
  readonly writeAfterMs: number;
  readonly answer: Answer | AnswerFunction | null;
  readonly breakOff: BreakOff | null;
  readonly changeRows: ChangeRows | null;
}

export class BehaviourQueue {
  #queue: QueuedBehaviour[] = [];

  /** Adds or replaces behaviours. @throws RangeError with a message for the client; the queue is unchanged then */
  behave(behaviour: Behaviour): void {
    checkBehaviour(behaviour);
    const left = behaviour.times === 'always' ? Infinity : (behaviour.times ?? 1);
    // "always" never runs out, so a queued behaviour replaces it; otherwise nothing behind it would be used.
    const before = behaviour.queue ? this.#queue.filter((waiting) => waiting.left !== Infinity) : [];
    const { preset = null, api = null } = behaviour;
    this.#queue = [...before, { preset, resolved: resolveBehaviour(behaviour), api, left, met: 0 }];
  }

  /**
   * Returns the behaviour of the request that has just arrived, and uses it up by one. Returns the default if none
   * matches.
   * @param path path of the request
   * @param api query parameter `api` of the request
   */
  take(path: string, api: string | undefined): ResolvedBehaviour {
    const names: readonly (string | undefined)[] = [api, `${path.replace(/^.*\//, '')}?api=${api}`];
    const first = this.#queue.find((waiting) => waiting.api === null || names.includes(waiting.api));
    if (!first) return DEFAULT_BEHAVIOUR;
    first.left -= 1;
    first.met += 1;
    if (first.left === 0) this.#queue.splice(this.#queue.indexOf(first), 1);
    return first.resolved;
  }

  /** In order of use. */
  pending(): readonly PendingBehaviour[] {
    return this.#queue.map(({ preset, resolved, api, left, met }) => {
      const { delayMs } = resolved;
      const usual = isDeepStrictEqual(resolved, { ...DEFAULT_BEHAVIOUR, delayMs });
      return { preset, delayMs, usual, api, left: left === Infinity ? 'always' : left, met };
    });
  }

  clear(): void {
    this.#queue = [];
  }
}

const DEFAULT_BEHAVIOUR: ResolvedBehaviour = {
  delayMs: 0,
  create: true,
  writeAfterMs: 0,
  answer: null,
  breakOff: null,
  changeRows: null,
};

function resolveBehaviour(behaviour: Behaviour): ResolvedBehaviour {
  const treatment: BehaviourOptions = behaviour.preset === undefined ? behaviour : PRESETS[behaviour.preset].behaviour;
  const { delayMs = 0, answer = null, create = answer === null, writeAfterMs = 0 } = treatment;
  const { breakOff = null, changeRows = null } = treatment;
  return { delayMs, create, writeAfterMs, answer, breakOff, changeRows };
}
