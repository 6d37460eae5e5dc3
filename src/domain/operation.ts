/**
 * How the wire writes campaign hours. The specification says `YYYYmmddhhiiss`; a newer page of the vendor and a
 * recorded production program use `hhiiss`, which carries no date.
 */
export const TIME_FORMATS = ['YYYYmmddhhiiss', 'hhiiss'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** One wolkvox operation (a contact centre with its own server and token) as callers know it. */
export interface Operation {
  readonly id: string;
  /** IANA name. wolkvox's dates have no zone: they are this wall clock. */
  readonly timeZone: string;
  readonly timeFormat: TimeFormat;
}

/** What wolkvox says of the calls of an operation's token. */
export interface TokenUsage {
  /** Calls a day. */
  readonly limit: number;
  readonly usedToday: number;
  /** By every token of the operation. */
  readonly usedTodayByAllTokens: number;
}
