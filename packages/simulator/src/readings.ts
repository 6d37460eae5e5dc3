/**
 * Readings of the vendor's open facts: what the simulator does if it is not known what wolkvox does. Tests try each
 * reading, because the server must be right in all of them.
 */
import { assertInput, isRecord } from './assert.js';

interface Reading {
  readonly explain: string;
  /** Allowed values, the default first; or a whole number of at least 0, by default 0. */
  readonly values: readonly (string | number)[] | 'whole number';
}

const READINGS = {
  duplicates: {
    explain:
      'add_record of a customer_id that the campaign has: add stores it twice, update changes the stored record.',
    values: ['add', 'update'],
  },
  campaignStatus: {
    explain:
      'campaign_status of add_record: desired starts the campaign (start, 1, or absent on predictive) or stops it (any other value); present changes nothing.',
    values: ['desired', 'present'],
  },
  partialSuccess: {
    explain: 'HTTP status of an add_record of which only some records were added.',
    values: [201, 404],
  },
  missingKeys: {
    explain: 'A record without all the keys of its type: accept stores it, reject rejects the record.',
    values: ['accept', 'reject'],
  },
  fourByteCharacters: {
    explain: 'A record with a character beyond U+FFFF, such as an emoji: accept stores it, reject rejects the record.',
    values: ['accept', 'reject'],
  },
  capacityScope: {
    explain: 'Records that count for the capacity of add_record: those of the campaign, or of the whole operation.',
    values: ['campaign', 'operation'],
  },
  findNothing: {
    explain: 'HTTP status of a find_record without results; 200 has empty data.',
    values: [404, 200],
  },
  findRules: {
    explain:
      'find_record with several parameters: and finds the records that match all of them, or those that match any.',
    values: ['and', 'or'],
  },
  unknownResult: {
    explain:
      'result of clear_campaign or remove_record that is unknown or empty: nothing has it, or everything is removed as without a result.',
    values: ['nothing', 'everything'],
  },
  deleteNothing: {
    explain: 'HTTP status of a delete_campaign that deleted no campaign.',
    values: [200, 404],
  },
  countLagReads: {
    explain: 'Number of campaign lists that still show the old count of records after it has changed.',
    values: 'whole number',
  },
  countLagMs: {
    explain: 'Milliseconds for which campaign lists still show the old count of records after it has changed.',
    values: 'whole number',
  },
  boardShape: {
    explain: 'Answer of the board: the envelope, or its rows in a bare array.',
    values: ['envelope', 'array'],
  },
  boardLabel: {
    explain: 'Label of a campaign on the board: with the strategy behind the id and the name, or plain without it.',
    values: ['strategy', 'plain'],
  },
  boardCounts: {
    explain: 'Counts on the board: as text, or as a number of JSON.',
    values: ['text', 'number'],
  },
  boardPercent: {
    explain: 'Penetration on the board: sign writes 45.2%, plain 45.2, comma 45,2%.',
    values: ['sign', 'plain', 'comma'],
  },
  boardLagReads: {
    explain: 'Number of boards that still show the old counts of calls after records were added or removed.',
    values: 'whole number',
  },
  reportOrder: {
    explain:
      'Order of the rows of detail by their date: oldest or newest first, or none. Rows beyond the limit are cut.',
    values: ['oldest', 'newest', 'none'],
  },
  reportEnd: {
    explain: 'date_end of detail: inclusive shows a row of that second, exclusive does not.',
    values: ['inclusive', 'exclusive'],
  },
  reportEmpty: {
    explain: 'HTTP status of a detail without results; 200 has empty data.',
    values: [404, 200],
  },
} as const satisfies Record<string, Reading>;

export type ReadingName = keyof typeof READINGS;

/** Value of every reading. */
export type Readings = {
  readonly [Name in ReadingName]: (typeof READINGS)[Name]['values'] extends readonly (infer Value)[] ? Value : number;
};

/** Explanation of every reading, with its allowed values. */
export function explainReadings(): Record<string, string> {
  return Object.fromEntries(
    Object.entries<Reading>(READINGS).map(([name, reading]) => [name, `${reading.explain} ${allowed(reading)}`]),
  );
}

/** Returns `current` with the changes. @throws RangeError with a message about the first problem */
export function changeReadings(current: Readings, changes: unknown): Readings {
  assertInput(isRecord(changes), 'Readings must be an object, for example {"duplicates":"update"}.');
  for (const [name, value] of Object.entries(changes)) {
    assertInput(isReading(name), `There is no reading ${name}; there are ${Object.keys(READINGS).join(', ')}.`);
    const reading: Reading = READINGS[name];
    assertInput(fits(reading, value), `${name} does not take ${JSON.stringify(value)}. ${allowed(reading)}`);
  }
  return { ...current, ...(changes as Partial<Readings>) };
}

/** Allowed values of every reading; null for a whole number. */
export const READING_VALUES = Object.fromEntries(
  Object.entries<Reading>(READINGS).map(([name, { values }]) => [name, values === 'whole number' ? null : values]),
) as Readonly<Record<ReadingName, readonly (string | number)[] | null>>;

export const DEFAULT_READINGS = Object.fromEntries(
  Object.entries<Reading>(READINGS).map(([name, { values }]) => [name, values === 'whole number' ? 0 : values[0]]),
) as Readings;

/** Returns only the readings of options that also have other keys, without those that are undefined. */
export function readingsIn(options: object): Partial<Readings> {
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => isReading(name) && value !== undefined));
}

function isReading(name: string): name is ReadingName {
  return Object.hasOwn(READINGS, name);
}

function fits({ values }: Reading, value: unknown): boolean {
  if (values === 'whole number') return Number.isInteger(value) && Number(value) >= 0;
  return (values as readonly unknown[]).includes(value);
}

function allowed({ values }: Reading): string {
  if (values === 'whole number') return 'A whole number from 0; default 0.';
  return `One of ${values.join(', ')}; default ${values[0]}.`;
}
