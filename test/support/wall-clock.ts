import { jest } from '@jest/globals';

/** The wall clock of this process, for tests that set it. Timers and performance.now continue. */
export interface WallClock {
  /** Sets it this far ahead of the real time, or behind if negative. It does not advance until it is set again. */
  readonly shift: (ms: number) => void;
  /** Restores the real one. */
  readonly restore: () => void;
}

export function takeWallClock(): WallClock {
  const right = Date.now();
  const startedAt = performance.now();
  jest.useFakeTimers({
    now: right,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'requestAnimationFrame',
      'cancelAnimationFrame',
      'requestIdleCallback',
      'cancelIdleCallback',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
  return {
    shift: (ms) => {
      jest.setSystemTime(Math.round(right + (performance.now() - startedAt) + ms));
    },
    restore: () => {
      jest.useRealTimers();
    },
  };
}
