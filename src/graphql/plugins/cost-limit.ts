import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  getArgumentValues,
  getDirectiveValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  OperationTypeNode,
} from 'graphql';

import type { OperationConnection } from '../../wolkvox/client.js';
import type { Context } from '../context.js';
import {
  countFields,
  maximumCost,
  planFields,
  type Evaluation,
  type PlannedField,
  type PlannedOperation,
} from '../cost/cost-plan.js';
import { CallAllowance } from '../cost/call-allowance.js';
import type { LocalizedText } from '../../shared/i18n.js';
import type { Arguments, CostTarget, UpstreamCost } from '../cost/field-cost.js';
import { limitError, type OperationLimits } from '../errors/limit-error.js';
import type { LocalizedError } from '../errors/localized-error.js';
import { operationType } from '../operation-type.js';

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
          if (operationType(operation) === undefined) return Promise.resolve(null);
          const exceeded = exceededLimits({ schema, document, operation, variables }, limits, contextValue);
          if (exceeded.length === 0) return Promise.resolve(null);
          // Returned, because Apollo would mask a thrown error as internal.
          const errors = exceeded.map((error) => error.toClientError(contextValue.localizer));
          const http = { status: 400, headers: new HeaderMap() };
          return Promise.resolve({ body: { kind: 'single' as const, singleResult: { errors } }, http });
        },
      }),
  };
}

/** Returns an error for each exceeded limit. Otherwise limits the calls of the request that depend on its data. */
function exceededLimits(request: CostRequest, limits: Limits, context: Context): readonly LocalizedError[] {
  if (
    request.operation.operation === OperationTypeNode.SUBSCRIPTION &&
    needsCallsPerEvent(executedFields(request, context))
  )
    return [limitError('callsPerEvent', 0)];
  const isExceededBy = (cost: Limits): boolean => LIMITS.some((limit) => cost[limit] > limits[limit]);
  // perf: the document alone is within the limits for most requests.
  if (!isExceededBy(maximumCost(request, context.allOperations.all().length))) return [];
  const fields = executedFields(request, context);
  const calls = upstreamCalls(fields, request, context);
  const errors: LocalizedError[] = [];
  if (calls.fixed + calls.byArguments > limits.upstreamCalls)
    errors.push(limitError('upstreamCalls', limits.upstreamCalls, adviceOf(calls, limits.upstreamCalls)));
  if (responseFields(fields, context) > limits.responseFields)
    errors.push(limitError('responseFields', limits.responseFields));
  // On the loaders, because Apollo executes with a copy of the context.
  context.loaders.calls = new CallAllowance(limits.upstreamCalls - calls.fixed, calls.byArguments);
  return errors;
}

/** Costs of lists that all clients share. */
const SHARED_COSTS: ReadonlySet<UpstreamCost> = new Set(['campaigns', 'skills', 'progress']);

/** Returns true if each event of a subscription would cost calls, because it has fields whose calls no other client shares. */
const needsCallsPerEvent = (fields: readonly ExecutedField[]): boolean =>
  fields.some(({ below: { costs, calls } }) => calls.size > 0 || [...costs].some((cost) => !SHARED_COSTS.has(cost)));

/** Returns how to need fewer of the calls that depend on arguments; undefined if the operation has none. */
function adviceOf({ fixed, advice }: UpstreamCalls, allowed: number): LocalizedText | undefined {
  if (advice.length === 0) return undefined;
  const left = Math.max(0, allowed - fixed);
  return {
    en: [...advice.map(({ en }) => en), `At most ${left} of the calls can be for this.`].join(' '),
    es: [...advice.map(({ es }) => es), `Para esto puede haber como máximo ${left} de las llamadas.`].join(' '),
  };
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

/** Estimated calls of a GraphQL operation. */
interface UpstreamCalls {
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
function upstreamCalls(
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
function responseFields(fields: readonly ExecutedField[], { operations, lists, identity }: Context): number {
  const readable = new Set(identity.scopes.has('read') ? operations.all() : []);
  return fields.reduce((sum, field) => {
    const read = field.targets.map(({ operation }) => operation).filter((operation) => readable.has(operation));
    return sum + countFields(field, field.cost.listSize.estimate(field.args, read, lists));
  }, 0);
}
