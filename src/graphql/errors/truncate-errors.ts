import type { GraphQLError } from 'graphql';

import { LocalizedError } from './localized-error.js';

/**
 * Maximum number of entries in errors[]. A list that cannot be read may cause an error in each of thousands of rows.
 */
export const MAX_REPORTED_ERRORS = 100;

/**
 * Truncates errors[] in place to 100 entries, and appends an entry with the number of the omitted ones. The first error
 * of each root field always remains, because it may be the only information about a creation. `suppressed`: number of
 * errors that were not thrown at all.
 */
export function truncateErrors(errors: GraphQLError[], suppressed: number): void {
  if (errors.length <= MAX_REPORTED_ERRORS && suppressed === 0) return;
  const roots = new Set<unknown>();
  const reported = errors.filter(({ path: [root] = [] }, nth) => {
    const isFirst = !roots.has(root);
    roots.add(root);
    return isFirst || nth < MAX_REPORTED_ERRORS;
  });
  const truncated = suppressed + errors.length - reported.length;
  if (truncated === 0) return;
  const text = {
    en: `${truncated} more errors were omitted.`,
    es: `Hay más campos nulos por un error de los que se informan: se omiten ${truncated} errores.`,
  };
  errors.splice(0, Infinity, ...reported, new LocalizedError(text, { code: 'ERRORS_TRUNCATED', truncated }));
}
