import type { CampaignType } from '../../domain/campaign.js';
import type { Contact, NewContact } from '../../domain/contact.js';
import { MAX_PHONES } from '../../domain/input-rules.js';
import { compactTime, OPT_KEYS, UNSET } from './request-values.js';
import type { RowReader } from './row-reader.js';

/** Contact in the spelling of wolkvox: every key, each value a text. */
export type ContactRecord = Readonly<Record<string, string>>;

const PHONE_KEYS = Array.from({ length: MAX_PHONES }, (_, i) => `tel${i + 1}`);

/** Keys of the texts, in the order of the vendor's example (doc). */
const TEXT_KEYS = {
  customer_name: 'firstName',
  customer_last_name: 'lastName',
  id_type: 'idType',
  customer_id: 'customerId',
  age: 'age',
  gender: 'gender',
  country: 'country',
  state: 'state',
  city: 'city',
  zone: 'zone',
  address: 'address',
} as const satisfies Record<string, keyof Contact>;

/** Keys that only one type has (doc). They are last. */
const TYPE_KEYS = {
  PREDICTIVE: {
    tel_extra: 'extraPhone',
    email: 'email',
    recall_date: 'callbackAt',
    recall_telephone: 'callbackPhone',
  },
  PREVIEW: { agent_id: 'agentId' },
} as const satisfies Record<CampaignType, Readonly<Record<string, keyof NewContact>>>;

/** Returns the record of a contact, with 37 keys for PREDICTIVE and 34 for PREVIEW. Missing keys are unsafe (guess), so all are sent. */
export function toRecord(contact: NewContact, type: CampaignType): ContactRecord {
  const record: Record<string, string> = {};
  for (const [key, field] of Object.entries(TEXT_KEYS)) record[key] = contact[field];
  OPT_KEYS.forEach((key, i) => (record[key] = contact.optionalFields[i] ?? UNSET));
  PHONE_KEYS.forEach((key, i) => (record[key] = contact.phones[i] ?? UNSET));
  for (const [key, field] of Object.entries(TYPE_KEYS[type])) {
    const value = contact[field];
    record[key] = typeof value === 'object' ? compactTime(value) : (value ?? UNSET);
  }
  return record;
}

/** Columns that `readContact` reads. */
export const CONTACT_COLUMNS: readonly string[] = [...Object.keys(TEXT_KEYS), ...OPT_KEYS, ...PHONE_KEYS, 'tel_extra'];

/** Reads the id of a row's contact; undefined if it is missing or blank. */
export function readCustomerId(row: RowReader): string | undefined {
  const customerId = row.text('customer_id');
  return customerId === undefined || customerId.trim() === '' ? undefined : customerId;
}

/** Reads a contact from a row with the keys of a record; undefined if it has no customer id. Keys may be missing (doc). */
export function readContact(row: RowReader): Contact | undefined {
  const customerId = readCustomerId(row);
  if (customerId === undefined) return undefined;
  const optionalFields = OPT_KEYS.map((key) => row.text(key) ?? null);
  const texts = Object.entries(TEXT_KEYS).map(([key, field]) => [field, row.text(key)] as const);
  return {
    ...(Object.fromEntries(texts) as Partial<Contact>),
    customerId,
    phones: PHONE_KEYS.map((key) => row.text(key)).filter((phone) => phone !== undefined),
    optionalFields: optionalFields.slice(0, optionalFields.findLastIndex((value) => value !== null) + 1),
    extraPhone: row.text('tel_extra'),
  };
}

/** Path of each key's field within a contact of the schema. */
const FIELD_PATHS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...Object.entries({ ...TEXT_KEYS, ...TYPE_KEYS.PREDICTIVE, ...TYPE_KEYS.PREVIEW }).map(
    ([key, field]): [string, string[]] => [key, [field]],
  ),
  ...OPT_KEYS.map((key, i): [string, string[]] => [key, ['optionalFields', String(i)]]),
  ...PHONE_KEYS.map((key, i): [string, string[]] => [key, ['phones', String(i)]]),
]);

/** Returns the path of the only field whose key occurs in a text of wolkvox; [] if none or several do. */
export function fieldNamedIn(text: string): readonly string[] {
  const named = new Set((text.match(/[a-z_]+[0-9]*/g) ?? []).filter((word) => WORDS.has(word)));
  const [key = ''] = named;
  return named.size === 1 ? (FIELD_PATHS.get(key) ?? []) : [];
}

/** Keys that are also words of a sentence ("state", "age") do not name a field. */
const WORDS: ReadonlySet<string> = new Set([...FIELD_PATHS.keys()].filter((key) => /[_0-9]/.test(key)));
