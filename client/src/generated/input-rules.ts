/** Values of `rule` of a `WolkvoxInputIssue`. Newer servers may add values. */
export const InputRule = {
  /** must contain at least one visible character */
  NOT_BLANK: 'NOT_BLANK',
  /** must not contain control characters such as line breaks, tabs or NUL */
  NO_CONTROL_CHARACTERS: 'NO_CONTROL_CHARACTERS',
  /** must be well-formed Unicode, without unpaired surrogates */
  WELL_FORMED_TEXT: 'WELL_FORMED_TEXT',
  /** must have at most 4000 characters */
  MAX_TEXT_LENGTH: 'MAX_TEXT_LENGTH',
  /** must have 1 to 15 digits and no other characters */
  NUMERIC_ID: 'NUMERIC_ID',
  /** must be the global id of a campaign, operationId:campaignId, with at most 20 digits, for example default:5801 */
  CAMPAIGN_ID: 'CAMPAIGN_ID',
  /** must have at most 12 entries (opt1 to opt12) */
  MAX_OPTIONAL_FIELDS: 'MAX_OPTIONAL_FIELDS',
  /** must have 1 to 500 contacts */
  CONTACT_COUNT: 'CONTACT_COUNT',
  /** must be different for each contact of the request */
  UNIQUE_CUSTOMER_ID: 'UNIQUE_CUSTOMER_ID',
  /** must have at most 255 characters */
  MAX_CONTACT_TEXT_LENGTH: 'MAX_CONTACT_TEXT_LENGTH',
  /** must have at most 50 characters */
  MAX_PHONE_LENGTH: 'MAX_PHONE_LENGTH',
  /** must have at most 10 phones (tel1 to tel10) */
  MAX_PHONES: 'MAX_PHONES',
  /** must have at most 100 characters in fields 1 to 6, and 200 in the rest */
  OPTIONAL_VALUE_LENGTH: 'OPTIONAL_VALUE_LENGTH',
  /** must have at most 255 characters */
  MAX_KEY_LENGTH: 'MAX_KEY_LENGTH',
  /** is required on a PREDICTIVE campaign */
  REQUIRED_ON_PREDICTIVE: 'REQUIRED_ON_PREDICTIVE',
  /** applies to PREDICTIVE campaigns only and must be omitted on PREVIEW */
  NOT_ON_PREVIEW: 'NOT_ON_PREVIEW',
  /** applies to PREVIEW campaigns only and must be omitted on PREDICTIVE */
  NOT_ON_PREDICTIVE: 'NOT_ON_PREDICTIVE',
  /** must be a date and time that exists in the time zone of the operation, in whole seconds, with or without an offset, for example 2026-11-23T08:00:00 */
  CAMPAIGN_TIME: 'CAMPAIGN_TIME',
  /** must include a date; a time without a date is accepted only if the operation uses the time format hhiiss */
  DATE_REQUIRED: 'DATE_REQUIRED',
  /** must be on the same day as startTime, because wolkvox receives no date */
  SAME_DAY: 'SAME_DAY',
  /** must be after startTime */
  AFTER_START: 'AFTER_START',
  /** must be a whole number from 0 to 100 */
  SPEED: 'SPEED',
  /** must be inside the calling hours of the operation, on each day on which the campaign dials */
  OUTSIDE_CALLING_HOURS: 'OUTSIDE_CALLING_HOURS',
  /** must not contain a comma, because wolkvox separates ids with commas */
  NO_COMMA: 'NO_COMMA',
  /** must not begin or end with a space, because wolkvox may take the id without it for another contact */
  NO_OUTER_SPACE: 'NO_OUTER_SPACE',
  /** must be one of NO_ANSWER, ANSWERING_MACHINE, ABANDONED, BUSY, ANSWERED, because wolkvox documents no value for any other result */
  SELECTABLE_RESULT: 'SELECTABLE_RESULT',
  /** must name a PREDICTIVE campaign */
  PREDICTIVE_CAMPAIGN: 'PREDICTIVE_CAMPAIGN',
  /** must be at least 30 minutes from now */
  CALLBACK_LEAD: 'CALLBACK_LEAD',
  /** must contain at least one field to change */
  CHANGE_REQUIRED: 'CHANGE_REQUIRED',
  /** must name a configured operation */
  KNOWN_OPERATION: 'KNOWN_OPERATION',
  /** is required, because several operations are configured and none of them is the default */
  OPERATION_REQUIRED: 'OPERATION_REQUIRED',
} as const;

export type InputRule = (typeof InputRule)[keyof typeof InputRule];
