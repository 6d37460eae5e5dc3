import {
  getArgumentValues,
  getDirectiveValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  OperationTypeNode,
} from 'graphql';

import type { LocalizedText } from '../../shared/i18n.js';
import type { OperationConnection } from '../../wolkvox/client.js';
import type { Context } from '../context.js';
import { countFields, planFields, type Evaluation, type PlannedField, type PlannedOperation } from './cost-plan.js';
import type { Arguments, CostTarget, UpstreamCost } from './field-cost.js';

/** GraphQL operation before its execution. */
export interface CostRequest extends PlannedOperation {
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** Root field that is executed for the variables. */
export interface ExecutedField extends PlannedField {
  readonly args: Arguments;
  readonly targets: readonly CostTarget[];
}

/** Returns the root fields that are executed for the variables. A field with invalid arguments is not executed. */
export function executedFields(request: CostRequest, { allOperations }: Context): ExecutedField[] {
  const { schema, operation, variables = {} } = request;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced === undefined) return [];
  const argumentsOf: Evaluation['argumentsOf'] = (definition, node) => {
    try {
      return getArgumentValues(definition, node, coerced);
    } catch {
      return undefined;
    }
  };
  const fields = planFields(request, {
    isExecuted: (selection) =>
      getDirectiveValues(GraphQLSkipDirective, selection, coerced)?.if !== true &&
      getDirectiveValues(GraphQLIncludeDirective, selection, coerced)?.if !== false,
    argumentsOf,
  });
  return fields.flatMap((field) => {
    const args = argumentsOf(field.definition, field.node);
    return args === undefined ? [] : { ...field, args, targets: field.cost.targets(args, allOperations) };
  });
}

/** Costs of lists that all clients share. */
const SHARED_COSTS: ReadonlySet<UpstreamCost> = new Set(['campaigns', 'skills', 'progress']);

/** Returns true if each event of a subscription would cost calls, because it has fields whose calls no other client shares. */
export const needsCallsPerEvent = (fields: readonly ExecutedField[]): boolean =>
  fields.some(({ below: { costs, calls } }) => calls.size > 0 || [...costs].some((cost) => !SHARED_COSTS.has(cost)));

/** Estimated calls of a GraphQL operation. */
export interface UpstreamCalls {
  /** Calls whose number does not depend on arguments. */
  readonly fixed: number;
  readonly byArguments: number;
  /** How to need fewer calls by other arguments. */
  readonly advice: readonly LocalizedText[];
}

/**
 * Returns the estimated number of upstream calls: each write, each uncached list or board and each token usage, per wolkvox
 * operation that the caller may use, and per object the calls that depend on arguments. Refreshes of stale lists are not
 * counted, because all requests share them. Retries and the reconciliation of a lost write are not counted.
 */
export function upstreamCalls(
  fields: readonly ExecutedField[],
  { operation: { operation } }: CostRequest,
  { operations, lists, progress }: Context,
): UpstreamCalls {
  const permitted = new Set(operations.all());
  const writes = operation === OperationTypeNode.MUTATION;
  const isCached = (cost: UpstreamCost, target: OperationConnection): boolean =>
    ((cost === 'skills' || (cost === 'campaigns' && !writes)) && lists.isCached(cost, target)) ||
    (cost === 'progress' && progress.isCached(target));
  const calls = new Set<string>();
  for (const { node, below, targets } of fields)
    for (const { operation: target, costs = [] } of targets)
      for (const cost of [...costs, ...below.costs]) {
        if (!permitted.has(target) || isCached(cost, target)) continue;
        // Root fields of a mutation run in sequence, and a list is read again after a write. Skills and boards are not.
        const field = writes && cost !== 'skills' && cost !== 'progress' ? (node.alias ?? node.name).value : '';
        calls.add(`${cost} ${target.id} ${field}`);
      }
  const advice = new Set<LocalizedText>();
  let byArguments = 0;
  for (const { below, args, cost, targets } of fields) {
    const called = targets.map(({ operation: target }) => target).filter((target) => permitted.has(target));
    for (const { cost: argumentCost, args: fieldArgs, objects, perRow } of below.calls.values()) {
      const perObject = Math.max(0, ...called.map((target) => argumentCost.calls(fieldArgs, target)));
      const rows = perRow ? cost.listSize.estimate(args, called, lists) : 1;
      if (perObject * objects * rows > 0) advice.add(argumentCost.advice);
      byArguments += perObject * objects * rows;
    }
  }
  return { fixed: calls.size, byArguments, advice: [...advice] };
}

/**
 * Returns the upper bound for the number of response fields: fields x expected list length. For abstract types, fields
 * of all possible types are counted. Only lists that the caller may read count, because a rejection would reveal the
 * size of any other list.
 */
export function responseFields(fields: readonly ExecutedField[], { operations, lists, identity }: Context): number {
  const readable = new Set(identity.scopes.has('read') ? operations.all() : []);
  return fields.reduce((sum, field) => {
    const read = field.targets.map(({ operation }) => operation).filter((operation) => readable.has(operation));
    return sum + countFields(field, field.cost.listSize.estimate(field.args, read, lists));
  }, 0);
}
