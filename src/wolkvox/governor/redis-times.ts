/** Redis answers within a millisecond or is in trouble: a command without an answer after this long has failed. */
export const COMMAND_TIMEOUT_MS = 2_000;

/** A message of Redis's to a waiting process can be lost with its connection, so it looks by itself at this interval. */
export const PATIENCE_MS = 1_000;

/**
 * The shortest lease of a slot with Redis. A call leaves only while the lease that Redis has confirmed lasts, and the answer of
 * that confirmation may take COMMAND_TIMEOUT_MS, so a shorter lease would let no call out whenever Redis is slow. While the call
 * is with wolkvox its lease is renewed after each third, and Redis sees the renewal COMMAND_TIMEOUT_MS later at the most; if the
 * lease ended before, the slot would be given to another call as well and wolkvox would see one call too many. So a lease L
 * must satisfy L / 3 + 2 s <= L, which is L >= 3 s.
 */
export const LEAST_LEASE_MS = (COMMAND_TIMEOUT_MS * 3) / 2;
