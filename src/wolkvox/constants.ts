/** Limits and times of wolkvox. (spec), (doc), (seen) and (guess) mark the source of a figure. */

/** Connect timeout. An address that is not on the allow-list often receives no response (seen). */
export const CONNECT_TIMEOUT_MS = 10_000;

/** Largest response of one row. A normal one is a few hundred bytes. */
export const MAX_ROW_RESPONSE_BYTES = 1024 * 1024;

/** Simultaneous requests per token (spec). The page also advises one at a time. */
export const MAX_IN_FLIGHT_PER_TOKEN = 2;

/** Default timeout of a call. wolkvox ends a call after 60 s (spec), and its response must decide, not our clock. */
export const CALL_TIMEOUT_MS = 65_000;

/** Default lease of a slot. wolkvox ends a call after 60 s (spec), even if its response is lost. */
export const CALL_LIMIT_MS = 60_000;

/** Largest list: 60,000 rows (spec) of about 300 bytes in the vendor's example, with a reserve. */
export const MAX_LIST_RESPONSE_BYTES = 64 * 1024 * 1024;

/** Most rows of a list or report (spec). One of this length may lack rows. */
export const MAX_ROWS = 60_000;

/** Largest report: 256 MB (doc). */
export const MAX_REPORT_RESPONSE_BYTES = 256 * 1024 * 1024;

/** `retryAfterMs` of BUSY. Most calls have ended by then (guess). */
export const BUSY_RETRY_AFTER_MS = 1_000;

/** Codes of a success inside an HTTP 2xx (spec, doc, seen). */
export const SUCCESS_CODES: ReadonlySet<number> = new Set([200, 201, 202]);

/** Default time for which a board is fresh. Its rate of change is not documented (guess). */
export const BOARD_FRESH_MS = 60_000;

/** Default time for which a list is fresh. wolkvox advises one read in five minutes (doc). */
export const LIST_FRESH_MS = 300_000;
