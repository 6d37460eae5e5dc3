import { ValidateBy, validateSync } from 'class-validator';

import {
  issue,
  LIST_RULES,
  TEXT_RULES,
  type FieldRule,
  type InputHint,
  type InputIssue,
} from '../domain/input-rules.js';
import { readGlobalId } from './global-id.js';

/** The field obeys these rules; of a list, each text does (null is a gap). A field that is unset obeys every rule. */
export const Obeys = (...rules: readonly FieldRule[]): PropertyDecorator =>
  ValidateBy({
    // class-validator reports a broken constraint by its name: the name is the rules.
    name: rules.join(' '),
    validator: { validate: (value: unknown) => rules.every((rule) => breaches(rule, value).length === 0) },
  });

/** What is wrong with each field taken alone. Neither the input nor a value of it is part of the answer. */
export function fieldIssues(input: object): InputIssue[] {
  return validateSync(input, NO_VALUES).flatMap(({ property, constraints = {} }) =>
    Object.keys(constraints)
      .flatMap((name) => name.split(' ') as FieldRule[])
      .flatMap((rule) => {
        const value = (input as Record<string, unknown>)[property];
        return breaches(rule, value).map((at) => issue([property, ...at], rule, hintFor(rule, value)));
      }),
  );
}

/** A global id in place of wolkvox's own number: the number is in it. */
const hintFor = (rule: FieldRule, value: unknown): InputHint | undefined =>
  rule === 'NUMERIC_ID' && typeof value === 'string' && readGlobalId(value) !== undefined ? 'GLOBAL_ID' : undefined;

/** Without these, class-validator's errors carry the whole input. */
export const NO_VALUES = { validationError: { target: false, value: false }, forbidUnknownValues: true } as const;

/** Where in a value the rule is broken: `[[]]` is the value itself, `[['0'], ['3']]` two entries of a list. */
function breaches(rule: FieldRule, value: unknown): string[][] {
  if (rule in LIST_RULES) {
    return !Array.isArray(value) || LIST_RULES[rule as keyof typeof LIST_RULES](value) ? [] : [[]];
  }
  const obeys = (text: unknown): boolean =>
    typeof text !== 'string' || TEXT_RULES[rule as keyof typeof TEXT_RULES](text);
  if (!Array.isArray(value)) return obeys(value) ? [] : [[]];
  const places: string[][] = [];
  for (const [index, text] of value.entries()) {
    if (!obeys(text)) places.push([String(index)]);
    if (places.length === MOST_PLACES) break;
  }
  return places;
}

/** More are not told of one rule: a list may have as many entries as a body has room for, and each would be told in a sentence. */
const MOST_PLACES = 20;
