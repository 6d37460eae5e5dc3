import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  getArgumentValues,
  getDirectiveValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  OperationTypeNode,
  type OperationDefinitionNode,
} from 'graphql';

import type { OperationConnection } from '../../wolkvox/client.js';
import type { Context } from '../context.js';
import { countFields, maximumCost, planFields, type PlannedField, type PlannedOperation } from '../cost/cost-plan.js';
import type { Arguments, CostTarget, UpstreamCost } from '../cost/field-cost.js';
import { limitError, type OperationLimits } from '../errors/limit-error.js';

const LIMITS = ['upstreamCalls', 'responseFields'] as const;
type Limits = Pick<OperationLimits, (typeof LIMITS)[number]>;

/** GraphQL operation before its execution. */
interface CostRequest extends PlannedOperation {
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** Rejects a GraphQL operation before its execution if it needs too many calls to wolkvox or response fields. */
export function costLimit(limits: Limits): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: ({ schema, document, operation, request: { variables }, contextValue }) => {
          // Apollo calls hooks even if the document lacks the requested operation, although its types exclude that.
          if ((operation as OperationDefinitionNode | undefined) === undefined) return Promise.resolve(null);
          const exceeded = exceededLimits({ schema, document, operation, variables }, limits, contextValue);
          if (exceeded.length === 0) return Promise.resolve(null);
          // Returned, because Apollo would mask a thrown error as internal.
          const errors = exceeded.map((limit) =>
            limitError(limit, limits[limit]).toClientError(contextValue.localizer),
          );
          const http = { status: 400, headers: new HeaderMap() };
          return Promise.resolve({ body: { kind: 'single' as const, singleResult: { errors } }, http });
        },
      }),
  };
}

function exceededLimits(request: CostRequest, limits: Limits, context: Context): readonly (keyof Limits)[] {
  const exceededBy = (cost: Limits) => LIMITS.filter((limit) => cost[limit] > limits[limit]);
  // perf: the document alone is within the limits for most requests.
  if (exceededBy(maximumCost(request, context.allOperations.all().length)).length === 0) return [];
  const fields = executedFields(request, context);
  return exceededBy({
    upstreamCalls: upstreamCalls(fields, request, context),
    responseFields: responseFields(fields, context),
  });
}

interface ExecutedField extends PlannedField {
  readonly args: Arguments;
  readonly targets: readonly CostTarget[];
}

/** Returns the root fields that are executed for the variables. A field with invalid arguments is not executed. */
function executedFields(request: CostRequest, { allOperations }: Context): ExecutedField[] {
  const { schema, operation, variables = {} } = request;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced === undefined) return [];
  const fields = planFields(
    request,
    (selection) =>
      getDirectiveValues(GraphQLSkipDirective, selection, coerced)?.if !== true &&
      getDirectiveValues(GraphQLIncludeDirective, selection, coerced)?.if !== false,
  );
  return fields.flatMap((field) => {
    let args: Arguments;
    try {
      args = getArgumentValues(field.definition, field.node, coerced);
    } catch {
      return [];
    }
    return { ...field, args, targets: field.cost.targets(args, allOperations) };
  });
}

/**
 * Returns the estimated number of upstream calls: each write, each uncached list and each token usage, per wolkvox
 * operation that the caller may use. Refreshes of stale lists are not counted, because all requests share them. Retries
 * and the reconciliation of a lost write are not counted.
 */
function upstreamCalls(
  fields: readonly ExecutedField[],
  { operation: { operation } }: CostRequest,
  { operations, lists }: Context,
): number {
  const permitted = new Set(operations.all());
  const writes = operation === OperationTypeNode.MUTATION;
  const isCached = (cost: UpstreamCost, target: OperationConnection): boolean =>
    (cost === 'skills' || (cost === 'campaigns' && !writes)) && lists.isCached(cost, target);
  const calls = new Set<string>();
  for (const { node, below, targets } of fields)
    for (const { operation: target, costs = [] } of targets)
      for (const cost of [...costs, ...below.costs]) {
        if (!permitted.has(target) || isCached(cost, target)) continue;
        // Root fields of a mutation run in sequence, and a list is read again after a write. Skills do not change by it.
        const field = writes && cost !== 'skills' ? (node.alias ?? node.name).value : '';
        calls.add(`${cost} ${target.id} ${field}`);
      }
  return calls.size;
}

/**
 * Returns the upper bound for the number of response fields: fields x expected list length. For abstract types, fields
 * of all possible types are counted. Only lists that the caller may read count, because a rejection would reveal the
 * size of any other list.
 */
function responseFields(fields: readonly ExecutedField[], { operations, lists, identity }: Context): number {
  const readable = new Set(identity.scopes.has('read') ? operations.all() : []);
  return fields.reduce((sum, field) => {
    const read = field.targets.map(({ operation }) => operation).filter((operation) => readable.has(operation));
    return sum + countFields(field, field.cost.listSize.estimate(field.args, read, lists));
  }, 0);
}
