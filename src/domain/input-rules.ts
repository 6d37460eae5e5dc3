import type { Language, Sentence } from './language.js';

/** One broken rule: where, and which. */
export interface InputIssue {
  /** Field names from the input object inwards; an index is written as a string. */
  readonly path: readonly string[];
  readonly rule: InputRule;
  /** What the value looks like, if that tells what to send in its place. */
  readonly hint?: InputHint;
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

/** Every rule of the input with what its sentence says of the field. Which rule applies where: the decorators of the input, and `newCampaign`. */
export const INPUT_RULES = {
  NOT_BLANK: {
    en: 'must contain at least one visible character',
    es: 'debe contener al menos un carácter visible',
  },
  NO_CONTROL_CHARACTERS: {
    en: 'must not contain control characters such as line breaks, tabs or NUL',
    es: 'no debe contener caracteres de control, como saltos de línea, tabulaciones o NUL',
  },
  WELL_FORMED_TEXT: {
    en: 'must be well-formed Unicode: an unpaired surrogate cannot be sent',
    es: 'debe ser Unicode bien formado: un sustituto (surrogate) sin su pareja no se puede enviar',
  },
  MAX_TEXT_LENGTH: {
    en: `must have at most ${MAX_TEXT_LENGTH} characters`,
    es: `debe tener como máximo ${MAX_TEXT_LENGTH} caracteres`,
  },
  NUMERIC_ID: {
    en: `must be digits only, 1 to ${MAX_ID_DIGITS} of them`,
    es: `debe tener solo dígitos, de 1 a ${MAX_ID_DIGITS}`,
  },
  MAX_OPTIONAL_FIELDS: {
    en: `must have at most ${MAX_OPTIONAL_FIELDS} entries (opt1 to opt${MAX_OPTIONAL_FIELDS})`,
    es: `debe tener como máximo ${MAX_OPTIONAL_FIELDS} elementos (de opt1 a opt${MAX_OPTIONAL_FIELDS})`,
  },
  MAX_KEY_LENGTH: {
    en: `must have at most ${MAX_KEY_LENGTH} characters`,
    es: `debe tener como máximo ${MAX_KEY_LENGTH} caracteres`,
  },
  REQUIRED_ON_PREDICTIVE: {
    en: 'is required on a PREDICTIVE campaign',
    es: 'es obligatorio en una campaña PREDICTIVE',
  },
  NOT_ON_PREVIEW: {
    en: 'applies to PREDICTIVE campaigns only and must be left out on PREVIEW',
    es: 'se aplica solo a campañas PREDICTIVE y debe omitirse en PREVIEW',
  },
  CAMPAIGN_TIME: {
    en: 'must be a moment that exists on the clock of the operation, such as 2026-11-23T08:00:00, with or without an offset, in whole seconds',
    es: 'debe ser un momento que exista en el reloj de la operación, como 2026-11-23T08:00:00, con o sin diferencia horaria, en segundos enteros',
  },
  DATE_REQUIRED: {
    en: 'must have a date: a bare time is accepted only where the operation uses the time format hhiiss',
    es: 'debe tener fecha: una hora sola se acepta únicamente cuando la operación usa el formato de hora hhiiss',
  },
  SAME_DAY: {
    en: 'must lie on the same day as startTime: the time format hhiiss of this operation carries no date',
    es: 'debe ser del mismo día que startTime: el formato de hora hhiiss de esta operación no lleva fecha',
  },
  AFTER_START: {
    en: 'must be after startTime',
    es: 'debe ser posterior a startTime',
  },
  KNOWN_OPERATION: {
    en: 'must be the id of a configured operation',
    es: 'debe ser el id de una operación configurada',
  },
  OPERATION_REQUIRED: {
    en: 'is required: several operations are configured and none is the default',
    es: 'es obligatorio: hay varias operaciones configuradas y ninguna es la predeterminada',
  },
} as const satisfies Record<string, Sentence>;

export type InputRule = keyof typeof INPUT_RULES;

/** A second sentence for a value that is a known mistake. Holds an example, never the rejected value. */
export const INPUT_HINTS = {
  GLOBAL_ID: {
    en: 'A global id such as default:4021 is not accepted here: send the part behind the colon, 4021, which is the field skillId of a skill',
    es: 'Aquí no se acepta un id global como default:4021: envíe la parte que sigue a los dos puntos, 4021, que es el campo skillId de un skill',
  },
} as const satisfies Record<string, Sentence>;

export type InputHint = keyof typeof INPUT_HINTS;

export const issue = (path: readonly string[], rule: InputRule, hint?: InputHint): InputIssue =>
  hint === undefined ? { path, rule } : { path, rule, hint };

/** What a person is told of a broken rule. Never holds the rejected value. */
export const issueSentence = ({ path, rule, hint }: InputIssue): Sentence => {
  const field = path.join('.');
  const told = (language: Language): string => {
    const broken = `${field} ${INPUT_RULES[rule][language]}.`;
    return hint === undefined ? broken : `${broken} ${INPUT_HINTS[hint][language]}.`;
  };
  return { en: told('en'), es: told('es') };
};

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
