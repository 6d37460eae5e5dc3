import { StateUnavailableError } from '../errors.js';

/** Timeout of a command. Redis normally replies within a millisecond. */
export const COMMAND_TIMEOUT_MS = 2_000;

/** Poll interval of a waiting process, because a message of Redis can be lost with its connection. */
export const POLL_INTERVAL_MS = 1_000;

/**
 * Usual time from the release of a slot until another process has sent the next call in it: the release, the hint and the
 * confirmation, some 3 ms in `npm run bench:governor`.
 */
export const HAND_OVER_MS = 4;

/**
 * Shortest lease of a slot with Redis. A confirmation may take COMMAND_TIMEOUT_MS, and a call is sent only while its lease lasts.
 * A running call renews its lease after each third, and Redis receives the renewal at most COMMAND_TIMEOUT_MS later. If the lease
 * ended before, wolkvox would receive one call too many. So lease / 3 + 2 s <= lease, which is lease >= 3 s.
 */
export const MIN_LEASE_MS = (COMMAND_TIMEOUT_MS * 3) / 2;

/** Rejects with StateUnavailableError if the promise does not settle within this time. */
export function inTime<T>(reply: Promise<T>, ms = COMMAND_TIMEOUT_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    // After one more turn of the event loop, which reads a reply that arrived while this process was busy.
    const timer = setTimeout(() => void setImmediate(() => reject(new StateUnavailableError())), ms);
    reply.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
