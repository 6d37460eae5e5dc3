import { jest } from '@jest/globals';

/** The wall clock of this process, for tests that set it. Timers and performance.now go on as they are. */
export interface WallClock {
  /** Sets it so far ahead of the right time, or behind it if negative. It stands still until it is set again. */
  readonly shift: (ms: number) => void;
  /** Puts the right one back. */
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
