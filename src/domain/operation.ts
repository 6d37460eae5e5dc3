/**
 * Formats of campaign hours in the API: `YYYYmmddhhiiss` (spec), and `hhiiss` without a date (newer page of the vendor, and seen
 * in a production program).
 */
export const TIME_FORMATS = ['YYYYmmddhhiiss', 'hhiiss'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** wolkvox operation: a contact centre with its own server and token. */
export interface Operation {
  readonly id: string;
  /** IANA name. Dates of wolkvox have no zone and are on this wall clock. */
  readonly timeZone: string;
  readonly timeFormat: TimeFormat;
}

/** Calls of the token of an operation, as counted by wolkvox. */
export interface TokenUsage {
  /** Calls per day. */
  readonly limit: number;
  readonly usedToday: number;
  /** Calls of all tokens of the operation. */
  readonly usedTodayByAllTokens: number;
}
