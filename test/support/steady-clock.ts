import { hostGlobal } from './built.js';

/** The steady clock (`performance.now`) of the built server, for tests that let time pass. Timers and the wall clock continue. */
export interface SteadyClock {
  /** Sets it this far ahead of the real one. It continues from there. */
  readonly shift: (ms: number) => void;
  /** Restores the real one. */
  readonly restore: () => void;
}

export function takeSteadyClock(): SteadyClock {
  const { performance } = hostGlobal;
  const now = performance.now.bind(performance);
  let aheadMs = 0;
  Object.defineProperty(performance, 'now', { value: () => now() + aheadMs, configurable: true });
  return {
    shift: (ms) => {
      aheadMs = ms;
    },
    // The real one is a property of the prototype.
    restore: () => void Reflect.deleteProperty(performance, 'now'),
  };
}
