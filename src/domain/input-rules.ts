/** One broken rule: where, which, and a sentence that never holds the rejected value. */
export interface InputIssue {
  /** Field names from the input object inwards; an index is written as a string. */
  readonly path: readonly string[];
  readonly rule: InputRule;
  readonly message: string;
}

/** wolkvox has the keys opt1 … opt12 (spec). */
export const MAX_OPTIONAL_FIELDS = 12;

/**
 * A JSON number of up to 15 digits is exact in JavaScript; a longer one sent as a number may have been
 * changed before this layer sees it, so longer ids are refused rather than silently altered.
 */
export const MAX_ID_DIGITS = 15;

/**
 * wolkvox states no limit (spec), and a text without one would be memory for whoever sends it: what is created waits for its
 * turn. Longer than any name, title or description that somebody reads.
 */
export const MAX_TEXT_LENGTH = 4_000;

/** A UUID has 36; whatever is longer is no word but a text. */
export const MAX_KEY_LENGTH = 255;

/** Every rule of the input with the sentence that explains it. Which rule applies where: the decorators of the input, and `newCampaign`. */
export const INPUT_RULES = {
  NOT_BLANK: 'must contain at least one visible character',
  NO_CONTROL_CHARACTERS: 'must not contain control characters such as line breaks, tabs or NUL',
  WELL_FORMED_TEXT: 'must be well-formed Unicode: an unpaired surrogate cannot be sent',
  MAX_TEXT_LENGTH: `must have at most ${MAX_TEXT_LENGTH} characters`,
  NUMERIC_ID: `must be digits only, 1 to ${MAX_ID_DIGITS} of them`,
  MAX_OPTIONAL_FIELDS: `must have at most ${MAX_OPTIONAL_FIELDS} entries (opt1 to opt${MAX_OPTIONAL_FIELDS})`,
  MAX_KEY_LENGTH: `must have at most ${MAX_KEY_LENGTH} characters`,
  REQUIRED_ON_PREDICTIVE: 'is required on a PREDICTIVE campaign',
  NOT_ON_PREVIEW: 'applies to PREDICTIVE campaigns only and must be left out on PREVIEW',
  CAMPAIGN_TIME:
    'must be a moment that exists on the clock of the operation, such as 2026-11-23T08:00:00, with or without an offset, in whole seconds',
  DATE_REQUIRED: 'must have a date: a bare time is accepted only where the operation uses the time format hhiiss',
  SAME_DAY: 'must lie on the same day as startTime: the time format hhiiss of this operation carries no date',
  AFTER_START: 'must be after startTime',
  KNOWN_OPERATION: 'must be the id of a configured operation',
  OPERATION_REQUIRED: 'is required: several operations are configured and none is the default',
} as const;

export type InputRule = keyof typeof INPUT_RULES;

export const issue = (path: readonly string[], rule: InputRule): InputIssue => ({
  path,
  rule,
  message: `${path.join('.')} ${INPUT_RULES[rule]}.`,
});

/** The rules that judge one text alone, as predicates over the text. */
export const TEXT_RULES = {
  NOT_BLANK: (text) => /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u.test(text),
  // C0, DEL and C1.
  NO_CONTROL_CHARACTERS: (text) => !/\p{Cc}/u.test(text),
  WELL_FORMED_TEXT: (text) => text.isWellFormed(),
  MAX_TEXT_LENGTH: (text) => text.length <= MAX_TEXT_LENGTH,
  MAX_KEY_LENGTH: (text) => text.length <= MAX_KEY_LENGTH,
  NUMERIC_ID: (text) => text.length <= MAX_ID_DIGITS && /^[0-9]+$/.test(text),
} as const satisfies Partial<Record<InputRule, (text: string) => boolean>>;

/** The rules that judge a list as a whole. */
export const LIST_RULES = {
  MAX_OPTIONAL_FIELDS: (list) => list.length <= MAX_OPTIONAL_FIELDS,
} as const satisfies Partial<Record<InputRule, (list: readonly unknown[]) => boolean>>;

/** The rules that judge one field alone; the others are those of `newCampaign`. */
export type FieldRule = keyof typeof TEXT_RULES | keyof typeof LIST_RULES;
