import type { Operation } from './operation.js';

/** Returns `<operationId>:<number>`. Numbers of wolkvox are unique only within an operation. */
export const globalId = ({ id }: Pick<Operation, 'id'>, number: string): string => `${id}:${number}`;

/** Returns a number of wolkvox without leading zeros. Numbers that differ only in them are one. */
export const withoutZeros = (number: string): string => number.replace(/^0+/, '');

/**
 * Returns the parts of a global id; undefined if the text has another format. Operation ids have the format that the
 * configuration accepts.
 */
export function readGlobalId(id: string): { readonly operationId: string; readonly number: string } | undefined {
  const match = /^([A-Za-z0-9_-]{1,64}):([0-9]+)$/.exec(id);
  return match === null ? undefined : { operationId: match[1] ?? '', number: match[2] ?? '' };
}
