import type { ContactInput } from '../../client/src/generated/graphql.js';

/** Every key of a record, in the order of the vendor's example. */
const COMMON_KEYS = [
  ...['customer_name', 'customer_last_name', 'id_type', 'customer_id', 'age', 'gender'],
  ...['country', 'state', 'city', 'zone', 'address'],
  ...Array.from({ length: 12 }, (_, i) => `opt${i + 1}`),
  ...Array.from({ length: 10 }, (_, i) => `tel${i + 1}`),
];
export const RECORD_KEYS = {
  predictive: [...COMMON_KEYS, 'tel_extra', 'email', 'recall_date', 'recall_telephone'],
  preview: [...COMMON_KEYS, 'agent_id'],
} as const;

/** A record with these values, and "" for every other key. */
export const recordOf = (type: keyof typeof RECORD_KEYS, values: Record<string, string>): Record<string, string> => ({
  ...Object.fromEntries(RECORD_KEYS[type].map((key) => [key, ''])),
  ...values,
});

/** Contact with a value in every field of both types. */
export const COMPLETE = {
  customerId: 'CC-1020304050',
  firstName: 'Ana María',
  lastName: 'Rojas Peña',
  idType: 'CC',
  age: '42',
  gender: 'F',
  country: 'Colombia',
  state: 'Antioquia',
  city: 'Medellín',
  zone: 'Norte',
  address: 'Calle 10 # 20-30 "apto 5"',
  phones: Array.from({ length: 10 }, (_, i) => `9300123456${i}`),
  optionalFields: Array.from({ length: 12 }, (_, i) => `valor ${i + 1}`),
} as const satisfies ContactInput;

/** Its common values in wolkvox. */
export const COMPLETE_RECORD = {
  customer_name: 'Ana María',
  customer_last_name: 'Rojas Peña',
  id_type: 'CC',
  customer_id: 'CC-1020304050',
  age: '42',
  gender: 'F',
  country: 'Colombia',
  state: 'Antioquia',
  city: 'Medellín',
  zone: 'Norte',
  address: 'Calle 10 # 20-30 "apto 5"',
  ...Object.fromEntries(COMPLETE.optionalFields.map((value, i) => [`opt${i + 1}`, value])),
  ...Object.fromEntries(COMPLETE.phones.map((value, i) => [`tel${i + 1}`, value])),
};

/** Valid contacts with different ids. */
export const contacts = (count: number, values: Partial<ContactInput> = {}): ContactInput[] =>
  Array.from({ length: count }, (_, i) => ({
    customerId: `CC-90${String(i).padStart(4, '0')}`,
    firstName: 'Luz',
    phones: [`93105550${String(i).padStart(3, '0')}`],
    ...values,
  }));
