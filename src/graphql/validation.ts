import { ValidateBy, validateSync, type ValidationOptions } from 'class-validator';

import {
  FIELD_RULES,
  INPUT_RULES,
  issue,
  type FieldRule,
  type InputIssue,
  type InputRule,
} from '../domain/input-rules.js';

/** Names the rule that a class-validator decorator stands for. */
export const asRule = (rule: InputRule): ValidationOptions => ({ message: INPUT_RULES[rule], context: { rule } });

/** The field's text, or each text of a list (null is a gap), obeys these rules. */
export function Obeys(...rules: readonly FieldRule[]): PropertyDecorator {
  const decorators = rules.map((rule) =>
    ValidateBy(
      {
        name: rule,
        validator: { validate: (value: unknown) => texts(value).every(([, text]) => FIELD_RULES[rule](text)) },
      },
      asRule(rule),
    ),
  );
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}

/** What is wrong with each field taken alone. Neither the input nor a value of it is part of the answer. */
export function fieldIssues(input: object): InputIssue[] {
  return validateSync(input, NO_VALUES).flatMap(({ property, constraints = {}, contexts = {} }) =>
    Object.keys(constraints).flatMap((name) => {
      const { rule } = contexts[name] as { rule: InputRule };
      return pathsOf(rule, property, (input as Record<string, unknown>)[property]).map((path) => issue(path, rule));
    }),
  );
}

/** Without these, class-validator's errors carry the whole input. */
export const NO_VALUES = { validationError: { target: false, value: false }, forbidUnknownValues: true } as const;

/** A rule for texts that a list breaks is told for each entry that breaks it: class-validator itself does not say which. */
function pathsOf(rule: InputRule, property: string, value: unknown): string[][] {
  if (!Array.isArray(value) || !(rule in FIELD_RULES)) return [[property]];
  return texts(value)
    .filter(([, text]) => !FIELD_RULES[rule as FieldRule](text))
    .map(([index]) => [property, String(index)]);
}

/** A text, or those of a list with their places. */
const texts = (value: unknown): [number, string][] =>
  (Array.isArray(value) ? value : [value])
    .map((text: unknown, index): [number, unknown] => [index, text])
    .filter((entry): entry is [number, string] => typeof entry[1] === 'string');
