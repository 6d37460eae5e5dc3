/**
 * Part of the context that lazy fields need. Declared here, because the context imports the types with lazy fields.
 */
interface LazyFieldContext {
  readonly loaders: {
    listedCampaign(id: string): Promise<object | null>;
    skill(id: string): Promise<object | null>;
    reportFailure(error: unknown): null;
  };
}

/**
 * Defines lazy, nullable fields on a class: graphql-js calls a field that is a function. perf: a field resolver on the
 * type would also run for objects that have all fields.
 */
export function defineLazyFields(
  { prototype }: { readonly prototype: object },
  fields: readonly string[],
  read: (id: string, context: LazyFieldContext) => Promise<object | null>,
): void {
  for (const field of fields) {
    const resolve = async function (this: { readonly id: string }, _args: unknown, context: LazyFieldContext) {
      try {
        const value = await read(this.id, context);
        return value === null ? null : ((value as Record<string, unknown>)[field] ?? null);
      } catch (error) {
        return context.loaders.reportFailure(error);
      }
    };
    Object.defineProperty(prototype, field, { value: resolve });
  }
}
