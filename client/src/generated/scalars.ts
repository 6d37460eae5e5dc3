/**
 * A moment of the operation's wall clock, ISO 8601, in whole seconds.
 * `2026-11-23T08:00:00` is local to the operation; with an offset (`2026-11-23T08:00:00-05:00`, `2026-11-23T13:00:00Z`) it is converted to the operation's time zone.
 *
 * A bare time (`08:00`, `08:00:00`) is accepted only where the operation's time format is `hhiiss`. Such an operation keeps no dates: a moment with a date is accepted there if start and end lie on the same day, and its time of day is sent.
 *
 * A text that is no such moment is answered as `WolkvoxInvalidInput`; nothing is sent.
 */
export type CampaignTime = string & Record<never, never>;
