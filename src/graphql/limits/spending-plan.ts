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

import { NESTED_FIELDS, ROOT_FIELDS, type RootField, type Spending } from './spending-fields.js';

/** The selections on the way to a field that have directives: it is asked for where none of them leaves it out. */
export type Conditions = readonly SelectionNode[];

export interface PlannedField {
  readonly node: FieldNode;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly field: RootField;
  readonly conditions: Conditions;
  /** What the fields below it cost. */
  readonly below: readonly { readonly spends: Spending; readonly conditions: Conditions }[];
  /** How many fields are below it, by the conditions they have in common. */
  readonly sizes: readonly Readonly<Size>[];
}

/** A number of fields: those that are answered once, and those that are answered for each row of a list. */
interface Size {
  readonly conditions: Conditions;
  once: number;
  perRow: number;
}

/** What an operation may spend, as far as its document alone tells. */
export interface SpendingPlan {
  readonly fields: readonly PlannedField[];
  /** The most calls that it may spend, where so many wolkvox operations are configured. */
  readonly mostCalls: (operations: number) => number;
  /** The most fields that its answer may hold, likewise. */
  readonly mostFields: (operations: number) => number;
}

/** Plans an operation of a valid document within the limits of documents; once, since documents come again and again. */
export function planSpending(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): SpendingPlan {
  let plan = plans.get(operation);
  if (plan === undefined) plans.set(operation, (plan = new Planner(schema, document).plan(operation)));
  return plan;
}

/** How many fields a root field and those below it are, with so many rows. */
export const fieldsOf = (sizes: PlannedField['sizes'], rows: number): number =>
  sizes.reduce((sum, { once, perRow }) => sum + once + perRow * rows, 1);

const plans = new WeakMap<OperationDefinitionNode, SpendingPlan>();

/** Told of each field of a selection, with what is selected below it. */
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

  plan({ operation, selectionSet }: OperationDefinitionNode): SpendingPlan {
    const fields: PlannedField[] = [];
    const root = this.#schema.getRootType(operation);
    if (root)
      this.#visit(selectionSet, root, [], (node, type, conditions) => {
        const field = ROOT_FIELDS[`${type.name}.${node.name.value}`];
        const definition = this.#definition(type, node);
        if (field !== undefined && definition !== undefined)
          fields.push({ node, definition, field, conditions, ...this.#below(node, definition) });
      });
    const most = { ofOne: 0, ofEach: 0 };
    for (const { field, below } of fields)
      most[field.several ? 'ofEach' : 'ofOne'] += new Set([...field.own, ...below.map(({ spends }) => spends)]).size;
    return {
      fields,
      mostCalls: (operations) => most.ofOne + most.ofEach * operations,
      mostFields: (operations) =>
        fields.reduce((sum, { field, sizes }) => sum + fieldsOf(sizes, field.rows.most(operations)), 0),
    };
  }

  #below(node: FieldNode, definition: GraphQLField<unknown, unknown>): Pick<PlannedField, 'below' | 'sizes'> {
    const below = new Map<string, PlannedField['below'][number]>();
    const sizes = new Map<Conditions, Size>();
    const visitIn =
      (rows: boolean): Visit =>
      (field, type, conditions) => {
        let size = sizes.get(conditions);
        if (size === undefined) sizes.set(conditions, (size = { conditions, once: 0, perRow: 0 }));
        size[rows ? 'perRow' : 'once'] += 1;
        for (const spends of this.#spendings(type, field.name.value))
          // What is asked for in any case is not asked about twice.
          if (!below.has(spends))
            below.set(conditions.length === 0 ? spends : `${spends} ${below.size}`, { spends, conditions });
        const inner = this.#definition(type, field);
        this.#visitBelow(field, inner, conditions, visitIn(rows || isList(inner)));
      };
    this.#visitBelow(node, definition, [], visitIn(isList(definition)));
    return { below: [...below.values()], sizes: [...sizes.values()] };
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

  #visit({ selections }: SelectionSetNode, type: GraphQLCompositeType, above: Conditions, visit: Visit): void {
    for (const selection of selections) {
      const conditions = selection.directives?.length ? [...above, selection] : above;
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

  /** Of an interface or a union: what any of its types may cost. */
  #spendings(type: GraphQLCompositeType, field: string): readonly Spending[] {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    return types.flatMap(({ name }) => NESTED_FIELDS[`${name}.${field}`] ?? []);
  }
}

const isList = (definition: GraphQLField<unknown, unknown> | undefined): boolean =>
  definition !== undefined && isListType(getNullableType(definition.type));
