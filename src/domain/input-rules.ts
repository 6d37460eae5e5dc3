import type { Locale, LocalizedText } from '../shared/i18n.js';
import { isSelectable, SELECTABLE_RESULTS } from './dial-result.js';
import { readGlobalId } from './global-id.js';

/** Broken input rule, with the path of the field. */
export interface InputIssue {
  /** Field names from the input object inwards. A list index is a string. Empty for a rule of the whole input. */
  readonly path: readonly string[];
  readonly rule: InputRule;
  /** Known mistake that the value resembles. */
  readonly hint?: InputHint;
}

/** wolkvox has the keys opt1 to opt12 (spec). */
export const MAX_OPTIONAL_FIELDS = 12;

/** wolkvox states 0 to 100 (doc). */
export const MAX_SPEED = 100;

/** Longer ids are rejected, because JavaScript may change a JSON number of more than 15 digits. */
export const MAX_ID_DIGITS = 15;

/** wolkvox states no limit. 64-bit numbers have at most 20 digits. */
const MAX_CAMPAIGN_ID_DIGITS = 20;

/** wolkvox states no limit (spec). This one bounds the memory of waiting requests. */
export const MAX_TEXT_LENGTH = 4_000;

/** wolkvox states no limit for the texts of a contact. This one is the usual width of a column (guess). */
export const MAX_CONTACT_TEXT_LENGTH = 255;

/** wolkvox states no limit. A route, a country code and a national number have at most about 20 digits. */
export const MAX_PHONE_LENGTH = 50;

/** wolkvox activates callbacks some minutes before their time, and advises to schedule them this long before (help). */
export const CALLBACK_LEAD_MINUTES = 30;

/** Maximum length of an idempotency key. A UUID has 36 characters. */
export const MAX_KEY_LENGTH = 255;

/** Contacts of one request, which is one call. */
export const MAX_CONTACTS = 500;

/** wolkvox has the keys tel1 to tel10 (doc). */
export const MAX_PHONES = 10;

/** Longest value of opt1 to opt6, and of opt7 to opt12 (doc). Its table has opt6 in both rows, so the shorter one is used. */
const OPTIONAL_VALUE_LENGTHS = { first: 100, last: 200 } as const;
const FIRST_OPTIONAL_FIELDS = 6;

/** Returns the longest value of the optional field at this index. */
export const optionalValueLength = (index: number): number =>
  index < FIRST_OPTIONAL_FIELDS ? OPTIONAL_VALUE_LENGTHS.first : OPTIONAL_VALUE_LENGTHS.last;

/** All input rules with their messages. Decorators of the input and `newCampaign` apply them. */
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
    en: 'must be well-formed Unicode, without unpaired surrogates',
    es: 'debe ser Unicode bien formado: un sustituto (surrogate) sin su pareja no se puede enviar',
  },
  MAX_TEXT_LENGTH: {
    en: `must have at most ${MAX_TEXT_LENGTH} characters`,
    es: `debe tener como máximo ${MAX_TEXT_LENGTH} caracteres`,
  },
  NUMERIC_ID: {
    en: `must have 1 to ${MAX_ID_DIGITS} digits and no other characters`,
    es: `debe tener solo dígitos, de 1 a ${MAX_ID_DIGITS}`,
  },
  CAMPAIGN_ID: {
    en: `must be the global id of a campaign, operationId:campaignId, with at most ${MAX_CAMPAIGN_ID_DIGITS} digits, for example default:5801`,
    es: `debe ser el id global de una campaña, operationId:campaignId, de máximo ${MAX_CAMPAIGN_ID_DIGITS} dígitos, por ejemplo default:5801`,
  },
  MAX_OPTIONAL_FIELDS: {
    en: `must have at most ${MAX_OPTIONAL_FIELDS} entries (opt1 to opt${MAX_OPTIONAL_FIELDS})`,
    es: `debe tener como máximo ${MAX_OPTIONAL_FIELDS} elementos (de opt1 a opt${MAX_OPTIONAL_FIELDS})`,
  },
  CONTACT_COUNT: {
    en: `must have 1 to ${MAX_CONTACTS} contacts`,
    es: `debe tener de 1 a ${MAX_CONTACTS} contactos`,
  },
  UNIQUE_CUSTOMER_ID: {
    en: 'must be different for each contact of the request',
    es: 'debe ser distinto en cada contacto de la solicitud',
  },
  MAX_CONTACT_TEXT_LENGTH: {
    en: `must have at most ${MAX_CONTACT_TEXT_LENGTH} characters`,
    es: `debe tener como máximo ${MAX_CONTACT_TEXT_LENGTH} caracteres`,
  },
  MAX_PHONE_LENGTH: {
    en: `must have at most ${MAX_PHONE_LENGTH} characters`,
    es: `debe tener como máximo ${MAX_PHONE_LENGTH} caracteres`,
  },
  MAX_PHONES: {
    en: `must have at most ${MAX_PHONES} phones (tel1 to tel${MAX_PHONES})`,
    es: `debe tener como máximo ${MAX_PHONES} teléfonos (de tel1 a tel${MAX_PHONES})`,
  },
  OPTIONAL_VALUE_LENGTH: {
    en: `must have at most ${OPTIONAL_VALUE_LENGTHS.first} characters in fields 1 to ${FIRST_OPTIONAL_FIELDS}, and ${OPTIONAL_VALUE_LENGTHS.last} in the rest`,
    es: `debe tener como máximo ${OPTIONAL_VALUE_LENGTHS.first} caracteres en los campos 1 a ${FIRST_OPTIONAL_FIELDS}, y ${OPTIONAL_VALUE_LENGTHS.last} en los demás`,
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
    en: 'applies to PREDICTIVE campaigns only and must be omitted on PREVIEW',
    es: 'se aplica solo a campañas PREDICTIVE y debe omitirse en PREVIEW',
  },
  NOT_ON_PREDICTIVE: {
    en: 'applies to PREVIEW campaigns only and must be omitted on PREDICTIVE',
    es: 'se aplica solo a campañas PREVIEW y debe omitirse en PREDICTIVE',
  },
  CAMPAIGN_TIME: {
    en: 'must be a date and time that exists in the time zone of the operation, in whole seconds, with or without an offset, for example 2026-11-23T08:00:00',
    es: 'debe ser un momento que exista en el reloj de la operación, como 2026-11-23T08:00:00, con o sin diferencia horaria, en segundos enteros',
  },
  DATE_REQUIRED: {
    en: 'must include a date; a time without a date is accepted only if the operation uses the time format hhiiss',
    es: 'debe tener fecha: una hora sola se acepta únicamente cuando la operación usa el formato de hora hhiiss',
  },
  SAME_DAY: {
    en: 'must be on the same day as startTime, because wolkvox receives no date',
    es: 'debe ser del mismo día que startTime: wolkvox recibe la hora sin fecha',
  },
  AFTER_START: {
    en: 'must be after startTime',
    es: 'debe ser posterior a startTime',
  },
  SPEED: {
    en: `must be a whole number from 0 to ${MAX_SPEED}`,
    es: `debe ser un número entero de 0 a ${MAX_SPEED}`,
  },
  OUTSIDE_CALLING_HOURS: {
    en: 'must be inside the calling hours of the operation, on each day on which the campaign dials',
    es: 'debe estar dentro del horario de llamadas de la operación, en cada día en que la campaña marca',
  },
  NO_COMMA: {
    en: 'must not contain a comma, because wolkvox separates ids with commas',
    es: 'no debe contener comas, porque wolkvox separa los id con comas',
  },
  NO_OUTER_SPACE: {
    en: 'must not begin or end with a space, because wolkvox may take the id without it for another contact',
    es: 'no debe empezar ni terminar con un espacio: wolkvox podría tomar el id sin él por otro contacto',
  },
  SELECTABLE_RESULT: {
    en: `must be one of ${SELECTABLE_RESULTS.join(', ')}, because wolkvox documents no value for any other result`,
    es: `debe ser uno de ${SELECTABLE_RESULTS.join(', ')}: wolkvox no documenta el valor de ningún otro`,
  },
  PREDICTIVE_CAMPAIGN: {
    en: 'must name a PREDICTIVE campaign',
    es: 'debe nombrar una campaña PREDICTIVE',
  },
  CALLBACK_LEAD: {
    en: `must be at least ${CALLBACK_LEAD_MINUTES} minutes from now`,
    es: `debe ser al menos ${CALLBACK_LEAD_MINUTES} minutos después de este momento`,
  },
  CHANGE_REQUIRED: {
    en: 'must contain at least one field to change',
    es: 'debe contener al menos un campo por cambiar',
  },
  KNOWN_OPERATION: {
    en: 'must name a configured operation',
    es: 'debe nombrar una operación configurada',
  },
  OPERATION_REQUIRED: {
    en: 'is required, because several operations are configured and none of them is the default',
    es: 'es obligatorio: hay varias operaciones configuradas y ninguna es la predeterminada',
  },
} as const satisfies Record<string, LocalizedText>;

export type InputRule = keyof typeof INPUT_RULES;

/** Additional sentences for known mistakes. They contain an example, never the rejected value. */
export const INPUT_HINTS = {
  GLOBAL_ID: {
    en: 'A global id such as default:4021 is not accepted here. Send the part after the colon (4021), which is the field skillId of a skill',
    es: 'Aquí no se acepta un id global como default:4021: envíe la parte que sigue a los dos puntos, 4021, que es el campo skillId de un skill',
  },
} as const satisfies Record<string, LocalizedText>;

export type InputHint = keyof typeof INPUT_HINTS;

/** Creates an issue. */
export const issue = (path: readonly string[], rule: InputRule, hint?: InputHint): InputIssue =>
  hint === undefined ? { path, rule } : { path, rule, hint };

/** Subject of a message about the whole input. */
export const WHOLE_INPUT = { en: 'The input', es: 'La entrada' } as const satisfies LocalizedText;

/** Returns the message of a broken rule. It never contains the rejected value. */
export const issueSentence = ({ path, rule, hint }: InputIssue): LocalizedText => {
  const subject = (language: Locale): string => (path.length === 0 ? WHOLE_INPUT[language] : path.join('.'));
  const sentence = (language: Locale): string => {
    const broken = `${subject(language)} ${INPUT_RULES[rule][language]}.`;
    return hint === undefined ? broken : `${broken} ${INPUT_HINTS[hint][language]}.`;
  };
  return { en: sentence('en'), es: sentence('es') };
};

/** Returns true if the text has at most this many characters. A character beyond the BMP counts once. */
export const hasAtMost = (text: string, max: number): boolean =>
  text.length <= max || (text.length <= 2 * max && Array.from(text).length <= max);

/** Rules for one text. Each predicate returns true if the text is valid. */
export const TEXT_RULES = {
  NOT_BLANK: (text) => /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}]/u.test(text),
  // C0, DEL and C1.
  NO_CONTROL_CHARACTERS: (text) => !/\p{Cc}/u.test(text),
  WELL_FORMED_TEXT: (text) => text.isWellFormed(),
  MAX_TEXT_LENGTH: (text) => text.length <= MAX_TEXT_LENGTH,
  MAX_CONTACT_TEXT_LENGTH: (text) => hasAtMost(text, MAX_CONTACT_TEXT_LENGTH),
  MAX_PHONE_LENGTH: (text) => hasAtMost(text, MAX_PHONE_LENGTH),
  MAX_KEY_LENGTH: (text) => text.length <= MAX_KEY_LENGTH,
  NUMERIC_ID: (text) => text.length <= MAX_ID_DIGITS && /^[0-9]+$/.test(text),
  CAMPAIGN_ID: (text) => {
    const number = readGlobalId(text)?.number ?? '';
    return number !== '' && number.length <= MAX_CAMPAIGN_ID_DIGITS;
  },
  SELECTABLE_RESULT: isSelectable,
  NO_COMMA: (text) => !text.includes(','),
  NO_OUTER_SPACE: (text) => text.trim() === text,
} as const satisfies Partial<Record<InputRule, (text: string) => boolean>>;

/** Rules for the length of a list. Each predicate returns true if the list is valid. */
export const LIST_RULES = {
  MAX_OPTIONAL_FIELDS: (list) => list.length <= MAX_OPTIONAL_FIELDS,
  CONTACT_COUNT: (list) => list.length >= 1 && list.length <= MAX_CONTACTS,
} as const satisfies Partial<Record<InputRule, (list: readonly unknown[]) => boolean>>;

/** Rules for one number. Each predicate returns true if the number is valid. */
export const NUMBER_RULES = {
  SPEED: (speed) => Number.isInteger(speed) && speed >= 0 && speed <= MAX_SPEED,
} as const satisfies Partial<Record<InputRule, (value: number) => boolean>>;

/** Rules for a single field. `newCampaign` and `findContactIssues` check the other rules. */
export type FieldRule = keyof typeof TEXT_RULES | keyof typeof LIST_RULES | keyof typeof NUMBER_RULES;
