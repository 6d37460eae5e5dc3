import { OUTCOMES } from './response-table.js';

/** Maximum number of operation names in labels. Clients choose the names, and each adds series to every scrape. */
const MAX_NAMES = 100;
const NAME = /^[_A-Za-z][_0-9A-Za-z]{0,63}$/;

/** Returns true for a GraphQL name of at most 64 characters. */
export const isPlainName = (name: string | undefined): name is string => name !== undefined && NAME.test(name);

const OTHER = 'other';

/** Limits the cardinality of operation names: the first 100 plain names are labels, all later ones are `other`. */
export function boundedNames(): (name: string | undefined) => string {
  const known = new Set<string>();
  return (name) => {
    if (name === undefined) return 'anonymous';
    if (known.has(name)) return name;
    if (known.size >= MAX_NAMES || !isPlainName(name)) return OTHER;
    known.add(name);
    return name;
  };
}

/** Returns the label of a code. A code that is not in the table of responses is `other`. */
export const outcomeOf = (code: unknown): string => (typeof code === 'string' && OUTCOMES.has(code) ? code : OTHER);
