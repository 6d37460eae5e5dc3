import type { HangUp } from './hang-up.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;

/**
 * How long to wait before a call is repeated for the nth time (from 1): each pause twice the one before, and each between
 * half of that and all of it, so that callers who were refused together do not come back together.
 */
export function pauseBeforeRepeat(nth: number, random: number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** (nth - 1), LONGEST_PAUSE_MS);
  return Math.round(longest * (0.5 + random / 2));
}

/** Resolves after the pause, or as soon as the caller hangs up. */
export function pause(ms: number, hangUp?: HangUp): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      hangUp?.off(end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    hangUp?.on(end);
  });
}
