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
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type FragmentSpreadNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import { fieldCostOf, rootCostOf, type RootCost, type UpstreamCost } from './field-cost.js';

/** Valid GraphQL operation within the document limits. */
export interface PlannedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** Root field and everything below it. */
export interface PlannedField {
  readonly node: FieldNode;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly cost: RootCost;
  readonly below: Readonly<Size>;
}

/** Number of fields, once per response and once per row of a list, and the upstream costs of the fields. */
interface Size {
  once: number;
  perRow: number;
  readonly costs: Set<UpstreamCost>;
}

/**
 * Returns the root fields that have a cost. `isExecuted` evaluates the directives of a selection. A fragment is
 * measured once, so the time is linear in the document, except for fragments of root fields.
 */
export function planFields(
  { schema, document, operation }: PlannedOperation,
  isExecuted: (selection: SelectionNode) => boolean,
): PlannedField[] {
  const fragments = new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
  const fragmentOf = (selection: InlineFragmentNode | FragmentSpreadNode) =>
    selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
  const measured = new Map<FragmentDefinitionNode, Size>();

  const rootFields = ({ selections }: SelectionSetNode, root: GraphQLObjectType): PlannedField[] =>
    selections.filter(isExecuted).flatMap((node) => {
      if (node.kind !== Kind.FIELD) {
        const fragment = fragmentOf(node);
        return fragment === undefined ? [] : rootFields(fragment.selectionSet, root);
      }
      const definition = root.getFields()[node.name.value];
      const cost = definition && rootCostOf(definition);
      if (definition === undefined || cost === undefined) return [];
      return { node, definition, cost, below: measureBelow(node, definition) };
    });

  const measureBelow = ({ selectionSet }: FieldNode, definition: GraphQLField<unknown, unknown> | undefined): Size => {
    if (selectionSet === undefined || definition === undefined) return emptySize();
    const type = getNamedType(definition.type);
    const size = isCompositeType(type) ? measure(selectionSet, type) : emptySize();
    return isListType(getNullableType(definition.type)) ? { ...size, once: 0, perRow: size.once + size.perRow } : size;
  };

  const measure = ({ selections }: SelectionSetNode, type: GraphQLCompositeType): Size => {
    const size = emptySize();
    for (const selection of selections) {
      if (!isExecuted(selection)) continue;
      const inner = selection.kind === Kind.FIELD ? measureField(selection, type) : measureFragment(selection, type);
      size.once += inner.once;
      size.perRow += inner.perRow;
      for (const cost of inner.costs) size.costs.add(cost);
    }
    return size;
  };

  const measureField = (node: FieldNode, type: GraphQLCompositeType): Size => {
    const size = measureBelow(node, definitionOf(type, node));
    size.once += 1;
    // For an interface or a union: the costs of all possible types.
    for (const possible of isAbstractType(type) ? schema.getPossibleTypes(type) : [type]) {
      const definition = definitionOf(possible, node);
      const cost = definition && fieldCostOf(definition);
      if (cost !== undefined) size.costs.add(cost);
    }
    return size;
  };

  const measureFragment = (selection: InlineFragmentNode | FragmentSpreadNode, outer: GraphQLCompositeType): Size => {
    const fragment = fragmentOf(selection);
    const type = fragment?.typeCondition ? schema.getType(fragment.typeCondition.name.value) : outer;
    if (fragment === undefined || !isCompositeType(type)) return emptySize();
    if (fragment.kind === Kind.INLINE_FRAGMENT) return measure(fragment.selectionSet, type);
    let size = measured.get(fragment);
    if (size === undefined) measured.set(fragment, (size = measure(fragment.selectionSet, type)));
    return size;
  };

  const root = schema.getRootType(operation.operation);
  return root ? rootFields(operation.selectionSet, root) : [];
}

const emptySize = (): Size => ({ once: 0, perRow: 0, costs: new Set() });

const definitionOf = (type: GraphQLCompositeType, { name }: FieldNode): GraphQLField<unknown, unknown> | undefined =>
  'getFields' in type ? type.getFields()[name.value] : undefined;

/** Returns the maximum cost of an operation for any variables, for a number of configured operations. */
export function maximumCost(planned: PlannedOperation, operations: number) {
  let fields = plans.get(planned.operation);
  if (fields === undefined) plans.set(planned.operation, (fields = planFields(planned, () => true)));
  const maximum = { upstreamCalls: 0, responseFields: 0 };
  for (const field of fields) {
    const { costs, multiTenant, listSize } = field.cost;
    maximum.upstreamCalls += new Set([...costs, ...field.below.costs]).size * (multiTenant ? operations : 1);
    maximum.responseFields += countFields(field, listSize.upperBound(operations));
  }
  return maximum;
}

const plans = new WeakMap<OperationDefinitionNode, readonly PlannedField[]>();

/** Returns the number of fields of a root field and below it, for a number of rows. */
export const countFields = ({ below: { once, perRow } }: PlannedField, rows: number): number =>
  1 + once + perRow * rows;
