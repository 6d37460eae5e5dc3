import { ValidateBy, validateSync } from 'class-validator';

import {
  issue,
  LIST_RULES,
  NUMBER_RULES,
  TEXT_RULES,
  type FieldRule,
  type InputHint,
  type InputIssue,
} from '../domain/input-rules.js';
import { readGlobalId } from '../domain/global-id.js';

/** Decorator: the field, or each text of a list, satisfies these rules. Null and unset values satisfy every rule. */
export const Satisfies = (...rules: readonly FieldRule[]): PropertyDecorator =>
  ValidateBy({
    // class-validator reports a failed constraint by its name, so the name contains the rules.
    name: rules.join(' '),
    validator: { validate: (value: unknown) => rules.every((rule) => violations(rule, value).length === 0) },
  });

/** Returns the issues of each field on its own. They contain neither the input nor a value. */
export function fieldIssues(input: object): InputIssue[] {
  return validateSync(input, NO_VALUES).flatMap(({ property, constraints = {} }) =>
    Object.keys(constraints)
      .flatMap((name) => name.split(' ') as FieldRule[])
      .flatMap((rule) => {
        const value = (input as Record<string, unknown>)[property];
        return violations(rule, value).map((at) => issue([property, ...at], rule, hintFor(rule, value)));
      }),
  );
}

/** A global id was used instead of the number of wolkvox, which is a part of it. */
const hintFor = (rule: FieldRule, value: unknown): InputHint | undefined =>
  rule === 'NUMERIC_ID' && typeof value === 'string' && readGlobalId(value) !== undefined ? 'GLOBAL_ID' : undefined;

/** Without these, errors of class-validator contain the whole input. */
export const NO_VALUES = { validationError: { target: false, value: false }, forbidUnknownValues: true } as const;

/**
 * Returns the paths of violations within a value: `[[]]` is the value itself, `[['0'], ['3']]` two entries of a list.
 */
function violations(rule: FieldRule, value: unknown): string[][] {
  if (rule in LIST_RULES) {
    return !Array.isArray(value) || LIST_RULES[rule as keyof typeof LIST_RULES](value) ? [] : [[]];
  }
  if (rule in NUMBER_RULES) {
    return typeof value !== 'number' || NUMBER_RULES[rule as keyof typeof NUMBER_RULES](value) ? [] : [[]];
  }
  const satisfies = (text: unknown): boolean =>
    typeof text !== 'string' || TEXT_RULES[rule as keyof typeof TEXT_RULES](text);
  if (!Array.isArray(value)) return satisfies(value) ? [] : [[]];
  const paths: string[][] = [];
  for (const [index, text] of value.entries()) {
    if (!satisfies(text)) paths.push([String(index)]);
    if (paths.length === MAX_VIOLATIONS) break;
  }
  return paths;
}

/** Maximum number of reported violations per rule, because a list may have as many entries as the body allows. */
const MAX_VIOLATIONS = 20;
