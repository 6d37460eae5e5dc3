/** What the checks of orders from a test share. */

/** @throws RangeError with the sentence, for the reader, when the condition does not hold. */
export function demand(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new RangeError(sentence);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
