/** Record of a contact, as it was sent. */

/** Every key is unchanged. */
export type ContactFields = Readonly<Record<string, unknown>>;

export function customerIdOf(fields: ContactFields): string {
  return textOf(fields, 'customer_id');
}

/** Returns a value of a record as text; "" if it is absent or no scalar. */
export function textOf(fields: ContactFields, key: string): string {
  const value = fields[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Returns tel1 to tel10 as text, also those that are "". */
export function phonesOf(fields: ContactFields): readonly string[] {
  return PHONE_KEYS.map((key) => textOf(fields, key));
}

const PHONE_KEYS = Array.from({ length: 10 }, (_, index) => `tel${index + 1}`);
