import type { NewContact } from '../../domain/contact.js';
import { MAX_MASKED_LENGTH } from '../envelope.js';

/** Shorter values, for example a gender or an age, occur in any sentence. */
const MIN_LENGTH = 4;
/** Shorter numbers may be a figure of wolkvox, for example a capacity. */
const MIN_DIGITS = 6;

/**
 * Replaces the values of contacts in a message of wolkvox by asterisks, in any letter case, because messages are stored with the
 * idempotency key. The length is unchanged, so that a later cut reveals no part of a value.
 */
export function maskContacts(text: string, contacts: readonly NewContact[]): string {
  const message = text.slice(0, MAX_MASKED_LENGTH);
  const searched = message.toLowerCase();
  // A few characters change their length in lower case. Their positions are then unknown.
  const haystack = searched.length === message.length ? searched : message;
  const masked = [...message.split('')];
  for (const value of contacts.flatMap(valuesOf)) {
    const needle = haystack === searched ? value.toLowerCase() : value;
    for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1))
      masked.fill('*', at, at + needle.length);
  }
  return masked.join('');
}

/** Returns the values that identify a person. */
const valuesOf = (contact: NewContact): readonly string[] =>
  Object.values(contact)
    .flatMap((value: NewContact[keyof NewContact]) =>
      typeof value === 'string' ? value : Array.isArray(value) ? (value as readonly string[]) : [],
    )
    .map((value) => value.trim())
    .filter((value) => value.length >= (/^[0-9]+$/.test(value) ? MIN_DIGITS : MIN_LENGTH));
