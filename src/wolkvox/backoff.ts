import { setTimeout as sleep } from 'node:timers/promises';

const INITIAL_DELAY_MS = 250;
const MAX_DELAY_MS = 8_000;

/**
 * Delay before a retry in milliseconds: exponential backoff with jitter. Each delay is twice the one before, up to
 * MAX_DELAY_MS. A random part of up to a half is subtracted, so that calls that were rejected together do not retry together.
 *
 * @param attempt Number of the attempt that failed, from 1.
 * @param random Random number from 0 to 1.
 */
export function backoffDelay(attempt: number, random: number): number {
  const longest = Math.min(INITIAL_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
  return Math.round(longest * (0.5 + random / 2));
}

/** Resolves after the delay, or as soon as the signal is aborted. Never rejects. */
export async function delay(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
