import type { Context } from './context.js';

/**
 * Gives the objects of a class fields that are read when they are asked for: graphql-js calls a field that is a function. A
 * field resolver on the type would be run for every object, those included of which everything is known. They may be null.
 */
export function readLater(
  { prototype }: { readonly prototype: object },
  fields: readonly string[],
  read: (id: string, context: Context) => Promise<object | null>,
): void {
  for (const field of fields) {
    const resolve = async function (this: { readonly id: string }, _args: unknown, context: Context) {
      try {
        const value = await read(this.id, context);
        return value === null ? null : ((value as Record<string, unknown>)[field] ?? null);
      } catch (error) {
        return context.reads.failed(error);
      }
    };
    Object.defineProperty(prototype, field, { value: resolve });
  }
}
