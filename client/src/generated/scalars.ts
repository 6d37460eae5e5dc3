/**
 * Date and time in ISO 8601, in whole seconds.
 * Without an offset (`2026-11-23T08:00:00`) it is local time of the operation. With an offset (`2026-11-23T08:00:00-05:00`, `2026-11-23T13:00:00Z`) it is converted to the time zone of the operation.
 *
 * If the time format of the operation is `hhiiss`, a time without a date (`08:00`, `08:00:00`) is accepted too, and dates must be on the same day because only the time of day is sent.
 *
 * An invalid value is returned as `WolkvoxInvalidInput`, and as the error BAD_USER_INPUT if it is an argument of a read.
 */
export type CampaignTime = string & Record<never, never>;
