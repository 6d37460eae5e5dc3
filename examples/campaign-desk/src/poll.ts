/**
 * Options of queries that are repeated. The server reads wolkvox at most once per CACHE_TTL_MS or PROGRESS_TTL_MS, so
 * this costs no call in between. A page in the background does not poll.
 */
export const POLL = {
  pollInterval: 5_000,
  skipPollAttempt: (): boolean => document.hidden,
} as const;
