import { delay } from '../wolkvox/backoff.js';

/** Network latency to wolkvox and clock tolerance. */
const MARGIN_MS = 500;

/**
 * Returns the time at which wolkvox must have finished a call, on the clock of performance.now.
 *
 * @param sentAt Time at which it was sent, on the same clock.
 * @param slotLeaseMs Longest time for which wolkvox processes a call.
 */
export const finishedAt = (sentAt: number, slotLeaseMs: number): number => sentAt + slotLeaseMs + MARGIN_MS;

/** Share of the client's time in which a lost write is sent again. The rest is for its response and the reads after it. */
const REPEAT_SHARE = 0.5;

/**
 * Returns the end of the time in which a write that begins now may be sent again, on the clock of performance.now.
 *
 * @param duplicateWaitMs Time in which a client expects the result of a write whose response was lost.
 */
export const repeatUntil = (duplicateWaitMs: number): number => performance.now() + REPEAT_SHARE * duplicateWaitMs;

/** Resolves when wolkvox must have finished a call. */
export const waitUntilFinished = (sentAt: number, slotLeaseMs: number): Promise<void> =>
  delay(Math.max(0, delayUntil(finishedAt(sentAt, slotLeaseMs))));

/** Returns the delay until that time. It is 1 ms longer, because a timer can fire early and another read would cost a call. */
export const delayUntil = (atMs: number): number => Math.ceil(atMs - performance.now()) + 1;
