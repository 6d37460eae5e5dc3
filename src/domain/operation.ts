import type { CallingHours } from './calling-hours.js';

/** Formats of campaign hours: `YYYYmmddhhiiss` (spec), and `hhiiss` without a date (newer page of the vendor, and seen). */
export const TIME_FORMATS = ['YYYYmmddhhiiss', 'hhiiss'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** Id of the operation that is used if a caller names none. */
export const DEFAULT_OPERATION_ID = 'default';

/** wolkvox operation: a contact centre with its own server and token. */
export interface Operation {
  readonly id: string;
  /** IANA name. Dates of wolkvox have no zone and are on this wall clock. */
  readonly timeZone: string;
  readonly timeFormat: TimeFormat;
  /** Times at which calls are allowed. Omitted if the operation allows them at all times. */
  readonly callingHours?: CallingHours | undefined;
}

/** Calls of the token of an operation, as counted by wolkvox. */
export interface TokenUsage {
  /** Calls per day. */
  readonly limit: number;
  readonly usedToday: number;
  /** Calls of all tokens of the operation. */
  readonly usedTodayByAllTokens: number;
}
