import type { Operation } from '../domain/operation.js';

/** `<operationId>:<number>`: wolkvox's numbers are unique within an operation only. */
export const globalId = ({ id }: Operation, number: string): string => `${id}:${number}`;

/** The parts of a global id; undefined where it is none. */
export function readGlobalId(id: string): { readonly operationId: string; readonly number: string } | undefined {
  const match = /^(.+):([0-9]+)$/s.exec(id);
  return match === null ? undefined : { operationId: match[1] ?? '', number: match[2] ?? '' };
}
