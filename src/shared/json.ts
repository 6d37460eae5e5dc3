/** Returns true for an object that is not an array. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns true if all keys are digits. PHP sends such an object for a list with gaps. */
export const hasDigitKeys = (value: object): boolean => Object.keys(value).every((key) => /^\d+$/.test(key));

/** Parses JSON; undefined if the text is not JSON. The error of JSON.parse is not used, because it quotes the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
