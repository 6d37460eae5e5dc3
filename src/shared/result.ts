/** Parsed value, or all problems. A problem is a sentence that names the variable or key and contains no value. */
export type Parsed<T> = { readonly value: T } | Invalid;

export interface Invalid {
  readonly problems: readonly string[];
}

/** Returns the problems of each result, in order. */
export const problemsOf = (...results: readonly Parsed<unknown>[]): readonly string[] =>
  results.flatMap((result) => ('problems' in result ? result.problems : []));

/** Returns the value, or the problems if there are any. */
export const parsed = <T>(value: T, problems: readonly string[]): Parsed<T> =>
  problems.length === 0 ? { value } : { problems };
