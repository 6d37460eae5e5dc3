import { FieldCost } from './cost/field-cost.js';

/** Part of the context that lazy fields need. Declared here, because the context imports the types with lazy fields. */
interface LazyFieldContext {
  readonly loaders: {
    listedCampaign(id: string): Promise<object | null>;
    skill(id: string): Promise<object | null>;
    reportFailure(error: unknown): null;
  };
}

type List = 'campaigns' | 'skills';
const fieldsOf: Readonly<Record<List, string[]>> = { campaigns: [], skills: [] };

/** Decorator: a nullable field that only the list contains. Reading it from another object costs a read of the list. */
export const ListField =
  (list: List): PropertyDecorator =>
  (prototype, field) => {
    fieldsOf[list].push(String(field));
    FieldCost(list)(prototype, field);
  };

/**
 * Makes the list fields of a class lazy: graphql-js calls a field that is a function. perf: a field resolver on the
 * type would also run for objects that have all fields.
 */
export function defineLazyFields(
  { prototype }: { readonly prototype: object },
  list: List,
  read: (id: string, context: LazyFieldContext) => Promise<object | null>,
): void {
  for (const field of fieldsOf[list]) {
    const resolve = async function (this: { readonly id: string }, _args: unknown, context: LazyFieldContext) {
      try {
        const value = await read(this.id, context);
        return value === null ? null : ((value as Record<string, unknown>)[field] ?? null);
      } catch (error) {
        return context.loaders.reportFailure(error);
      }
    };
    // Writable, so that an object may have the value of a field.
    Object.defineProperty(prototype, field, { value: resolve, writable: true });
  }
}
