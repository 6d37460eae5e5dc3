/** Input checks of the simulator. */

/** Asserts a condition. @throws RangeError with `sentence`, which is shown to the client */
export function assertInput(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new RangeError(sentence);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
