/** Parsed value, or all problems. A problem is a sentence that names the variable or key and contains no value. */
export type Parsed<T> = { readonly value: T } | Invalid;

export interface Invalid {
  readonly problems: readonly string[];
}

/** Returns the value, or the problems if there are any. */
export const parsed = <T>(value: T, problems: readonly string[]): Parsed<T> =>
  problems.length === 0 ? { value } : { problems };

/** Returns the problems of a result. */
export const problemsOf = (result: Parsed<unknown>): readonly string[] => ('problems' in result ? result.problems : []);

/** Combines results into one: all values by their keys, or all problems in order. */
export function combine<T extends object>(
  results: { readonly [Key in keyof T]: Parsed<T[Key]> },
  moreProblems: readonly string[] = [],
): Parsed<T> {
  const entries = Object.entries<Parsed<unknown>>(results);
  const values = entries.flatMap(([key, result]) => ('value' in result ? [[key, result.value]] : []));
  return parsed(Object.fromEntries(values) as T, [
    ...entries.flatMap(([, result]) => problemsOf(result)),
    ...moreProblems,
  ]);
}
