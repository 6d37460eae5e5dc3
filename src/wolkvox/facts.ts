/** Figures of the upstream and of our way with it. Those of the vendor's page are marked (spec). */

/** A connection that is not up after this long will not come: an address off the allow-list often gets silence (seen). */
export const CONNECT_TIMEOUT_MS = 10_000;

/** An answer of one row is a few hundred bytes; what is larger than this is not one. */
export const MAX_ROW_ANSWER_BYTES = 1024 * 1024;

/** Two simultaneous requests per token (spec); the page also advises one at a time. */
export const MAX_IN_FLIGHT_PER_TOKEN = 2;

/** wolkvox ends a call after 60 s (spec); we wait a little longer, so that its answer, not our clock, decides. */
export const CALL_TIMEOUT_MS = 65_000;

/** wolkvox ends a call after 60 s (spec): after that it is at it no more, whatever became of the answer. */
export const CALL_LIMIT_MS = 60_000;

/** 60,000 records at most (spec), at some 300 bytes each in the vendor's example, and room to spare. */
export const MAX_LIST_ANSWER_BYTES = 64 * 1024 * 1024;

/** What a caller is told to wait after one request too many: most calls of the vendor are over by then (guess). */
export const BUSY_RETRY_AFTER_MS = 1_000;

/** Success is an HTTP 2xx with one of these codes (spec, doc, seen). */
export const SUCCESS_CODES: ReadonlySet<number> = new Set([200, 201, 202]);

/** One read of a list in five minutes, advises the vendor (doc). */
export const LIST_FRESH_MS = 300_000;
