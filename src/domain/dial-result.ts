/** Results of the last dialling of a contact. */
export const DIAL_RESULTS = [
  'NO_ANSWER',
  'ANSWERING_MACHINE',
  'ABANDONED',
  'BUSY',
  'CONGESTION',
  'UNKNOWN',
  'FAILED',
  'DO_NOT_CALL',
  'CHANNEL_UNAVAILABLE',
  'ANSWERED',
] as const;
export type DialResult = (typeof DIAL_RESULTS)[number];

/**
 * Results that a request can select. The spelling of any other result in wolkvox is not known. The effect of an invalid one is not known
 * either: wolkvox may then remove every contact.
 */
export const SELECTABLE_RESULTS = [
  'NO_ANSWER',
  'ANSWERING_MACHINE',
  'ABANDONED',
  'BUSY',
  'ANSWERED',
] as const satisfies readonly DialResult[];
export type SelectableResult = (typeof SELECTABLE_RESULTS)[number];

/** Returns true if a request can select the result. */
export const isSelectable = (result: string): result is SelectableResult =>
  (SELECTABLE_RESULTS as readonly string[]).includes(result);
