import type { CampaignType } from './campaign.js';
import {
  hasAtMost,
  issue,
  LIST_RULES,
  MAX_CONTACT_TEXT_LENGTH,
  MAX_OPTIONAL_FIELDS,
  MAX_PHONE_LENGTH,
  MAX_PHONES,
  optionalValueLength,
  TEXT_RULES,
  type InputIssue,
  type InputRule,
} from './input-rules.js';
import type { Operation } from './operation.js';
import { occurs, readTime, wallClockAt, type WallClock } from './wall-clock.js';

/** Texts of a contact that exist in campaigns of both types. */
const TEXT_FIELDS = [
  'firstName',
  'lastName',
  'idType',
  'age',
  'gender',
  'country',
  'state',
  'city',
  'zone',
  'address',
] as const;

/** Fields that exist only in campaigns of one type. */
const FIELDS_OF = {
  PREDICTIVE: ['extraPhone', 'email', 'callbackAt', 'callbackPhone'],
  PREVIEW: ['agentId'],
} as const satisfies Record<CampaignType, readonly string[]>;

type TextField = (typeof TEXT_FIELDS)[number] | 'extraPhone' | 'email' | 'callbackPhone' | 'agentId';

/** Requested contact. Only the types of the fields are checked. null and undefined both mean unset. */
export interface ContactDraft extends Readonly<Partial<Record<TextField | 'callbackAt', string | null>>> {
  readonly customerId: string;
  readonly phones?: readonly string[] | null;
  readonly optionalFields?: readonly (string | null)[] | null;
}

/** Valid contact. An unset text is empty. */
export interface NewContact extends Readonly<Record<TextField, string>> {
  readonly customerId: string;
  /** As they are dialled, in order. */
  readonly phones: readonly string[];
  /** Values of opt1, opt2 and so on. */
  readonly optionalFields: readonly string[];
  /** On the wall clock of the operation. */
  readonly callbackAt: WallClock | undefined;
}

/** Contact that wolkvox returns. A text that is missing or empty is undefined. */
export interface Contact extends Readonly<
  Partial<Record<(typeof TEXT_FIELDS)[number] | 'extraPhone', string | undefined>>
> {
  readonly customerId: string;
  /** As they are dialled, in order. Empty ones are left out. */
  readonly phones: readonly string[];
  /** Values of opt1, opt2 and so on, up to the last one that is not empty. Empty ones before it are null. */
  readonly optionalFields: readonly (string | null)[];
}

/** Broken rules per contact, by its index in the input. Paths begin at the input object. */
export type ContactIssues = ReadonlyMap<number, readonly InputIssue[]>;

/** Returns the issue of a list that has too many contacts, or none; undefined if its length is valid. */
export const contactCountIssue = (contacts: readonly unknown[]): InputIssue | undefined =>
  LIST_RULES.CONTACT_COUNT(contacts) ? undefined : issue(['contacts'], 'CONTACT_COUNT');

/**
 * Returns the broken rules of each contact.
 *
 * @param type Type of the campaign; undefined while it is unknown, which skips the rules that depend on it.
 * @param countsInvalid true: a contact also repeats the id of a contact that is invalid. false: an invalid contact is not added, so
 *   the next one with its id is no repetition.
 */
export function findContactIssues(
  contacts: readonly ContactDraft[],
  operation: Operation,
  type: CampaignType | undefined,
  countsInvalid: boolean,
): ContactIssues {
  const found = new Map<number, readonly InputIssue[]>();
  const ids = new Set<string>();
  for (const [index, contact] of contacts.entries()) {
    const issues = contactIssues(contact, operation, type, ['contacts', String(index)]);
    // Databases ignore spaces at the end of a text in comparisons.
    const id = contact.customerId.trim();
    if (ids.has(id)) issues.push(issue(['contacts', String(index), 'customerId'], 'UNIQUE_CUSTOMER_ID'));
    else if (id !== '' && (countsInvalid || issues.length === 0)) ids.add(id);
    if (issues.length > 0) found.set(index, issues);
  }
  return found;
}

/** Returns a NewContact. Call it only for a contact without issues. */
export function newContact(draft: ContactDraft, operation: Operation): NewContact {
  const text = (field: TextField): string => draft[field] ?? '';
  return {
    customerId: draft.customerId,
    firstName: text('firstName'),
    lastName: text('lastName'),
    idType: text('idType'),
    age: text('age'),
    gender: text('gender'),
    country: text('country'),
    state: text('state'),
    city: text('city'),
    zone: text('zone'),
    address: text('address'),
    phones: draft.phones ?? [],
    optionalFields: (draft.optionalFields ?? []).map((value) => value ?? ''),
    extraPhone: text('extraPhone'),
    email: text('email'),
    callbackAt: isSet(draft.callbackAt) ? readCallback(draft.callbackAt, operation) : undefined,
    callbackPhone: text('callbackPhone'),
    agentId: text('agentId'),
  };
}

/** An empty text is unset, because wolkvox receives every key and "" for a missing value. */
const isSet = <Value>(value: Value | null | undefined): value is Value =>
  value !== undefined && value !== null && value !== '';

function contactIssues(
  contact: ContactDraft,
  operation: Operation,
  type: CampaignType | undefined,
  path: readonly string[],
): InputIssue[] {
  const issues: InputIssue[] = [];
  const add = (rule: InputRule, ...at: readonly string[]): void => void issues.push(issue([...path, ...at], rule));
  const checkText = (text: string | null | undefined, lengthRule: InputRule, max: number, ...at: string[]): void => {
    if (!isSet(text)) return;
    if (!TEXT_RULES.NO_CONTROL_CHARACTERS(text)) add('NO_CONTROL_CHARACTERS', ...at);
    if (!text.isWellFormed()) add('WELL_FORMED_TEXT', ...at);
    if (!hasAtMost(text, max)) add(lengthRule, ...at);
  };
  const checkShort = (field: TextField | 'customerId'): void =>
    checkText(contact[field], 'MAX_CONTACT_TEXT_LENGTH', MAX_CONTACT_TEXT_LENGTH, field);
  const checkPhone = (text: string | null | undefined, ...at: string[]): void =>
    checkText(text, 'MAX_PHONE_LENGTH', MAX_PHONE_LENGTH, ...at);

  if (!TEXT_RULES.NOT_BLANK(contact.customerId)) add('NOT_BLANK', 'customerId');
  checkShort('customerId');
  TEXT_FIELDS.forEach(checkShort);
  const { phones, optionalFields, callbackAt } = contact;
  if (isSet(phones)) {
    if (phones.length > MAX_PHONES) add('MAX_PHONES', 'phones');
    else phones.forEach((phone, nth) => checkPhone(phone, 'phones', String(nth)));
  }
  if (isSet(optionalFields)) {
    if (optionalFields.length > MAX_OPTIONAL_FIELDS) add('MAX_OPTIONAL_FIELDS', 'optionalFields');
    else
      optionalFields.forEach((value, nth) =>
        checkText(value, 'OPTIONAL_VALUE_LENGTH', optionalValueLength(nth), 'optionalFields', String(nth)),
      );
  }
  checkPhone(contact.extraPhone, 'extraPhone');
  checkShort('email');
  if (isSet(callbackAt) && readCallback(callbackAt, operation) === undefined) add('CAMPAIGN_TIME', 'callbackAt');
  checkPhone(contact.callbackPhone, 'callbackPhone');
  checkShort('agentId');
  const rejected = type === 'PREVIEW' ? FIELDS_OF.PREDICTIVE : type === 'PREDICTIVE' ? FIELDS_OF.PREVIEW : [];
  for (const field of rejected)
    if (isSet(contact[field])) add(type === 'PREVIEW' ? 'NOT_ON_PREVIEW' : 'NOT_ON_PREDICTIVE', field);
  return issues;
}

/** Returns the time on the wall clock of the operation; undefined if it is invalid or has no date. */
function readCallback(text: string, { timeZone }: Operation): WallClock | undefined {
  const written = readTime(text);
  if (written?.kind === 'local') return occurs(written.clock, timeZone) ? written.clock : undefined;
  return written?.kind === 'instant' ? wallClockAt(written.instant, timeZone) : undefined;
}
