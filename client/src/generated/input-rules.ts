/** The words of `rule` of a `WolkvoxInputIssue` that this package knows. A newer server may have others. */
export const InputRule = {
  /** must contain at least one visible character */
  NOT_BLANK: 'NOT_BLANK',
  /** must not contain control characters such as line breaks, tabs or NUL */
  NO_CONTROL_CHARACTERS: 'NO_CONTROL_CHARACTERS',
  /** must be well-formed Unicode: an unpaired surrogate cannot be sent */
  WELL_FORMED_TEXT: 'WELL_FORMED_TEXT',
  /** must have at most 4000 characters */
  MAX_TEXT_LENGTH: 'MAX_TEXT_LENGTH',
  /** must be digits only, 1 to 15 of them */
  NUMERIC_ID: 'NUMERIC_ID',
  /** must have at most 12 entries (opt1 to opt12) */
  MAX_OPTIONAL_FIELDS: 'MAX_OPTIONAL_FIELDS',
  /** must have at most 255 characters */
  MAX_KEY_LENGTH: 'MAX_KEY_LENGTH',
  /** is required on a PREDICTIVE campaign */
  REQUIRED_ON_PREDICTIVE: 'REQUIRED_ON_PREDICTIVE',
  /** applies to PREDICTIVE campaigns only and must be left out on PREVIEW */
  NOT_ON_PREVIEW: 'NOT_ON_PREVIEW',
  /** must be a moment that exists on the clock of the operation, such as 2026-11-23T08:00:00, with or without an offset, in whole seconds */
  CAMPAIGN_TIME: 'CAMPAIGN_TIME',
  /** must have a date: a bare time is accepted only where the operation uses the time format hhiiss */
  DATE_REQUIRED: 'DATE_REQUIRED',
  /** must lie on the same day as startTime: the time format hhiiss of this operation carries no date */
  SAME_DAY: 'SAME_DAY',
  /** must be after startTime */
  AFTER_START: 'AFTER_START',
  /** must be the id of a configured operation */
  KNOWN_OPERATION: 'KNOWN_OPERATION',
  /** is required: several operations are configured and none is the default */
  OPERATION_REQUIRED: 'OPERATION_REQUIRED',
} as const;

export type InputRule = (typeof InputRule)[keyof typeof InputRule];
