import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import { NESTED_FIELDS, ROOT_FIELDS, type RootField, type UpstreamCost } from './field-costs.js';

/** Selections with directives on the path to a field. The field is executed if none of them excludes it. */
export type Conditions = readonly SelectionNode[];

export interface PlannedField {
  readonly node: FieldNode;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly field: RootField;
  readonly conditions: Conditions;
  /** Costs of the fields below it. */
  readonly nestedCosts: readonly { readonly cost: UpstreamCost; readonly conditions: Conditions }[];
  /** Numbers of fields below it, grouped by conditions. */
  readonly sizes: readonly Readonly<Size>[];
}

/** Number of fields: once per response, and once per row of a list. */
interface Size {
  readonly conditions: Conditions;
  once: number;
  perRow: number;
}

/** Cost of an operation, as far as its document determines it. */
export interface CostPlan {
  readonly fields: readonly PlannedField[];
  /** Maximum number of upstream calls, for a number of configured operations. */
  readonly maxCalls: (operations: number) => number;
  /** Maximum number of response fields, for a number of configured operations. */
  readonly maxFields: (operations: number) => number;
}

/** Plans an operation of a valid document within the document limits. The plan is cached per document. */
export function planCost(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): CostPlan {
  let plan = plans.get(operation);
  if (plan === undefined) plans.set(operation, (plan = new Planner(schema, document).plan(operation)));
  return plan;
}

/** Returns the number of fields of a root field and below it, for a number of rows. */
export const countFields = (sizes: PlannedField['sizes'], rows: number): number =>
  sizes.reduce((sum, { once, perRow }) => sum + once + perRow * rows, 1);

const plans = new WeakMap<OperationDefinitionNode, CostPlan>();

/** Visits each field of a selection. */
type Visit = (field: FieldNode, type: GraphQLCompositeType, conditions: Conditions) => void;

class Planner {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode) {
    this.#schema = schema;
    this.#fragments = new Map(
      definitions
        .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
  }

  plan({ operation, selectionSet }: OperationDefinitionNode): CostPlan {
    const fields: PlannedField[] = [];
    const root = this.#schema.getRootType(operation);
    if (root)
      this.#visit(selectionSet, root, [], (node, type, conditions) => {
        const field = ROOT_FIELDS[`${type.name}.${node.name.value}`];
        const definition = this.#definition(type, node);
        if (field !== undefined && definition !== undefined)
          fields.push({ node, definition, field, conditions, ...this.#planBelow(node, definition) });
      });
    const max = { ofOne: 0, ofEach: 0 };
    for (const { field, nestedCosts } of fields)
      max[field.multiTenant ? 'ofEach' : 'ofOne'] += new Set([
        ...field.costs,
        ...nestedCosts.map(({ cost }) => cost),
      ]).size;
    return {
      fields,
      maxCalls: (operations) => max.ofOne + max.ofEach * operations,
      maxFields: (operations) =>
        fields.reduce((sum, { field, sizes }) => sum + countFields(sizes, field.listSize.upperBound(operations)), 0),
    };
  }

  #planBelow(node: FieldNode, definition: GraphQLField<unknown, unknown>): Pick<PlannedField, 'nestedCosts' | 'sizes'> {
    const costs = new Map<string, PlannedField['nestedCosts'][number]>();
    const sizes = new Map<Conditions, Size>();
    const visitIn =
      (rows: boolean): Visit =>
      (field, type, conditions) => {
        let size = sizes.get(conditions);
        if (size === undefined) sizes.set(conditions, (size = { conditions, once: 0, perRow: 0 }));
        size[rows ? 'perRow' : 'once'] += 1;
        for (const cost of this.#costs(type, field.name.value))
          // Unconditional costs are checked only once.
          if (!costs.has(cost))
            costs.set(conditions.length === 0 ? cost : `${cost} ${costs.size}`, { cost, conditions });
        const inner = this.#definition(type, field);
        this.#visitBelow(field, inner, conditions, visitIn(rows || isList(inner)));
      };
    this.#visitBelow(node, definition, [], visitIn(isList(definition)));
    return { nestedCosts: [...costs.values()], sizes: [...sizes.values()] };
  }

  #visitBelow(
    { selectionSet }: FieldNode,
    definition: GraphQLField<unknown, unknown> | undefined,
    conditions: Conditions,
    visit: Visit,
  ): void {
    const type = definition && getNamedType(definition.type);
    if (selectionSet !== undefined && isCompositeType(type)) this.#visit(selectionSet, type, conditions, visit);
  }

  #visit({ selections }: SelectionSetNode, type: GraphQLCompositeType, outer: Conditions, visit: Visit): void {
    for (const selection of selections) {
      const conditions = selection.directives?.length ? [...outer, selection] : outer;
      if (selection.kind === Kind.FIELD) {
        visit(selection, type, conditions);
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      const on = fragment?.typeCondition ? this.#schema.getType(fragment.typeCondition.name.value) : type;
      if (fragment !== undefined && isCompositeType(on)) this.#visit(fragment.selectionSet, on, conditions, visit);
    }
  }

  #definition(type: GraphQLCompositeType, { name }: FieldNode): GraphQLField<unknown, unknown> | undefined {
    return 'getFields' in type ? type.getFields()[name.value] : undefined;
  }

  /** For an interface or a union: the costs of all possible types. */
  #costs(type: GraphQLCompositeType, field: string): readonly UpstreamCost[] {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    return types.flatMap(({ name }) => NESTED_FIELDS[`${name}.${field}`] ?? []);
  }
}

const isList = (definition: GraphQLField<unknown, unknown> | undefined): boolean =>
  definition !== undefined && isListType(getNullableType(definition.type));
