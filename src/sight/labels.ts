import { ApolloServerErrorCode } from '@apollo/server/errors';

import { FAILURES } from '../domain/failure.js';

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

/** Every word that an outcome may be. Codes may come from anywhere, so what is not among them is `other`. */
const OUTCOMES: ReadonlySet<unknown> = new Set([
  'success',
  ...Object.keys(FAILURES),
  ...Object.values(ApolloServerErrorCode),
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'BAD_REQUEST',
  'OVERLOADED',
  'QUERY_NOT_IN_SAFELIST',
]);

export const outcomeOf = (code: unknown): string => (OUTCOMES.has(code) ? (code as string) : OTHER);
