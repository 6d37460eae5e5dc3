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

import {
  argumentCostOf,
  fieldCostOf,
  fieldRowsOf,
  rootCostOf,
  type ArgumentCost,
  type Arguments,
  type FieldRows,
  type RootCost,
  type UpstreamCost,
} from './field-cost.js';

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
  /** Fields whose calls depend on their arguments, by name and arguments: equal fields of one object share their calls. */
  readonly calls: Map<string, PlannedCalls>;
}

/** Field whose calls depend on its arguments. */
export interface PlannedCalls {
  readonly cost: ArgumentCost;
  readonly args: Arguments;
  /** Number of objects with the field, for each row of the list of the root field if `perRow` is true. */
  readonly objects: number;
  readonly perRow: boolean;
}

/** Values of a document for its variables. */
export interface Evaluation {
  /** Evaluates the directives of a selection. */
  readonly isExecuted: (selection: SelectionNode) => boolean;
  /** Returns the arguments of a field; undefined if they are invalid, so that the field is not executed. */
  readonly argumentsOf: (definition: GraphQLField<unknown, unknown>, node: FieldNode) => Arguments | undefined;
}

/**
 * Returns the root fields that have a cost. Without an evaluation, each field is as large as for any variables. A fragment is
 * measured once, so the time is linear in the document, except for fragments of root fields.
 */
export function planFields({ schema, document, operation }: PlannedOperation, evaluation?: Evaluation): PlannedField[] {
  const isExecuted = evaluation?.isExecuted ?? (() => true);
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

  const measureBelow = (node: FieldNode, definition: GraphQLField<unknown, unknown> | undefined): Size => {
    const { selectionSet } = node;
    if (selectionSet === undefined || definition === undefined) return emptySize();
    const type = getNamedType(definition.type);
    const size = isCompositeType(type) ? measure(selectionSet, type) : emptySize();
    const listSize = fieldRowsOf(definition);
    if (listSize !== undefined) return ofOwnList(size, rowsOf(listSize, definition, node));
    return isListType(getNullableType(definition.type)) ? ofRows(size) : size;
  };

  const rowsOf = (listSize: FieldRows, definition: GraphQLField<unknown, unknown>, node: FieldNode): number => {
    if (evaluation === undefined) return listSize.upperBound;
    const args = evaluation.argumentsOf(definition, node);
    return args === undefined ? 0 : listSize.estimate(args);
  };

  const measure = ({ selections }: SelectionSetNode, type: GraphQLCompositeType): Size => {
    const size = emptySize();
    for (const selection of selections) {
      if (!isExecuted(selection)) continue;
      const inner = selection.kind === Kind.FIELD ? measureField(selection, type) : measureFragment(selection, type);
      size.once += inner.once;
      size.perRow += inner.perRow;
      for (const cost of inner.costs) size.costs.add(cost);
      for (const [key, calls] of inner.calls) {
        const known = size.calls.get(key);
        // Two selections of equal fields usually have the same objects, for example `nodes` and `edges` of a page.
        if (known === undefined || (calls.perRow && !known.perRow)) size.calls.set(key, calls);
      }
    }
    return size;
  };

  const measureField = (node: FieldNode, type: GraphQLCompositeType): Size => {
    const size = measureBelow(node, definitionOf(type, node));
    size.once += 1;
    // For an interface or a union: the costs of all possible types.
    for (const possible of isAbstractType(type) ? schema.getPossibleTypes(type) : [type]) {
      const definition = definitionOf(possible, node);
      if (definition === undefined) continue;
      const cost = fieldCostOf(definition);
      if (cost !== undefined) size.costs.add(cost);
      const argumentCost = argumentCostOf(definition);
      if (argumentCost === undefined) continue;
      // Without an evaluation the number is unlimited, so no argument is needed.
      const args = evaluation === undefined ? {} : evaluation.argumentsOf(definition, node);
      if (args === undefined) continue;
      const key = JSON.stringify([possible.name, definition.name, args]);
      size.calls.set(key, { cost: argumentCost, args, objects: 1, perRow: false });
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

const emptySize = (): Size => ({ once: 0, perRow: 0, costs: new Set(), calls: new Map() });

/** Returns the size of a list whose rows have a size: as often as the list of the root field has rows. */
const ofRows = ({ once, perRow, costs, calls }: Size): Size => ({
  once: 0,
  perRow: once + perRow,
  costs,
  calls: new Map([...calls].map(([key, planned]) => [key, { ...planned, perRow: true }])),
});

/** Returns the size of a field that contains a list of its own size. */
const ofOwnList = ({ once, perRow, costs, calls }: Size, rows: number): Size => ({
  once: once + perRow * rows,
  perRow: 0,
  costs,
  calls: new Map(
    [...calls].map(([key, planned]) => [
      key,
      planned.perRow ? { ...planned, objects: planned.objects * rows, perRow: false } : planned,
    ]),
  ),
});

const definitionOf = (type: GraphQLCompositeType, { name }: FieldNode): GraphQLField<unknown, unknown> | undefined =>
  'getFields' in type ? type.getFields()[name.value] : undefined;

/** Returns the maximum cost of an operation for any variables, for a number of configured operations. Calls that depend on arguments are unlimited. */
export function maximumCost(planned: PlannedOperation, operations: number) {
  let fields = plans.get(planned.operation);
  if (fields === undefined) plans.set(planned.operation, (fields = planFields(planned)));
  const maximum = { upstreamCalls: 0, responseFields: 0 };
  for (const field of fields) {
    const { costs, multiTenant, listSize } = field.cost;
    maximum.upstreamCalls += new Set([...costs, ...field.below.costs]).size * (multiTenant ? operations : 1);
    if (field.below.calls.size > 0) maximum.upstreamCalls = Infinity;
    maximum.responseFields += countFields(field, listSize.upperBound(operations));
  }
  return maximum;
}

const plans = new WeakMap<OperationDefinitionNode, readonly PlannedField[]>();

/** Returns the number of fields of a root field and below it, for a number of rows. */
export const countFields = ({ below: { once, perRow } }: PlannedField, rows: number): number =>
  1 + once + perRow * rows;
