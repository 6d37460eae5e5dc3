import type { Rule } from 'eslint';

export function whyNotLinear(regexp: { readonly source: string; readonly flags: string }): string[];

export const linearRegexp: Rule.RuleModule;
