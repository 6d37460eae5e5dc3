import { OUTCOMES } from './answers.js';

/** Distinct names of operations that are counted by name; callers choose them, and each costs a place in every scrape. */
const MOST_NAMES = 100;
const NAME = /^[_A-Za-z][_0-9A-Za-z]{0,63}$/;

/** Whether it is a name as GraphQL has them, and no longer than anybody would write. */
export const isPlainName = (name: string | undefined): name is string => name !== undefined && NAME.test(name);

const OTHER = 'other';

/** Bounds the names of operations: the first hundred plain ones are told apart, and the rest is `other`. */
export function boundedNames(): (name: string | undefined) => string {
  const known = new Set<string>();
  return (name) => {
    if (name === undefined) return 'anonymous';
    if (known.has(name)) return name;
    if (known.size >= MOST_NAMES || !isPlainName(name)) return OTHER;
    known.add(name);
    return name;
  };
}

/** Codes may come from anywhere, so one that is not an outcome of the table of answers is `other`. */
export const outcomeOf = (code: unknown): string => (typeof code === 'string' && OUTCOMES.has(code) ? code : OTHER);
