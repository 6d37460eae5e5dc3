import { ValidateBy, validateSync, type ValidationOptions } from 'class-validator';

import { FIELD_RULES, issue, type FieldRule, type InputIssue, type InputRule } from '../domain/input-rules.js';

/** Names the rules that a class-validator decorator stands for. */
export const asRules = (...rules: readonly InputRule[]): ValidationOptions => ({ context: { rules } });

/** The field's text, or each text of a list (null is a gap), obeys these rules. A field that is unset obeys every rule. */
export const Obeys = (...rules: readonly FieldRule[]): PropertyDecorator =>
  ValidateBy(
    {
      name: 'obeys',
      validator: { validate: (value: unknown) => rules.every((rule) => breaches(rule, value).length === 0) },
    },
    asRules(...rules),
  );

/** What is wrong with each field taken alone. Neither the input nor a value of it is part of the answer. */
export function fieldIssues(input: object): InputIssue[] {
  return validateSync(input, NO_VALUES).flatMap(({ property, constraints = {}, contexts = {} }) =>
    Object.keys(constraints)
      .flatMap((name) => (contexts[name] as { rules: readonly InputRule[] }).rules)
      .flatMap((rule) =>
        isFieldRule(rule)
          ? breaches(rule, (input as Record<string, unknown>)[property]).map((at) => issue([property, ...at], rule))
          : issue([property], rule),
      ),
  );
}

/** Without these, class-validator's errors carry the whole input. */
export const NO_VALUES = { validationError: { target: false, value: false }, forbidUnknownValues: true } as const;

const isFieldRule = (rule: InputRule): rule is FieldRule => rule in FIELD_RULES;

/** Where in a value the rule is broken: `[[]]` is the text itself, `[['0'], ['3']]` two entries of a list. */
function breaches(rule: FieldRule, value: unknown): string[][] {
  const obeys = (text: unknown): boolean => typeof text !== 'string' || FIELD_RULES[rule](text);
  if (!Array.isArray(value)) return obeys(value) ? [] : [[]];
  return value.flatMap((text: unknown, index) => (obeys(text) ? [] : [[String(index)]]));
}
