import type { GraphQLError } from 'graphql';

import { SpokenError } from './spoken-error.js';

/** One list that cannot be read may be an error in each of thousands of rows: whoever has read so many knows. */
export const MOST_TOLD = 100;

/**
 * Leaves out all but the first hundred errors of an execution, in place; one more at the end tells how many. The first one of
 * each root field is kept in any case: it may be all that its caller learns of a creation. `untold`: errors that were none
 * of these to begin with.
 */
export function leaveOutErrors(errors: GraphQLError[], untold: number): void {
  if (errors.length <= MOST_TOLD && untold === 0) return;
  const roots = new Set<unknown>();
  const told = errors.filter(({ path: [root] = [] }, nth) => {
    const isFirst = !roots.has(root);
    roots.add(root);
    return isFirst || nth < MOST_TOLD;
  });
  const leftOut = untold + errors.length - told.length;
  if (leftOut > 0) errors.splice(0, Infinity, ...told, errorsLeftOut(leftOut));
}

const errorsLeftOut = (leftOut: number): SpokenError =>
  new SpokenError(
    {
      en: `More fields are null for an error than are told: ${leftOut} errors are left out.`,
      es: `Hay más campos nulos por un error de los que se informan: se omiten ${leftOut} errores.`,
    },
    { code: 'ERRORS_LEFT_OUT', leftOut },
  );
