import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';

import type { Context } from '../context.js';
import { CallAllowance } from '../cost/call-allowance.js';
import { maximumCost } from '../cost/cost-plan.js';
import {
  executedFields,
  needsCallsPerEvent,
  responseFields,
  upstreamCalls,
  type CostRequest,
  type UpstreamCalls,
} from '../cost/request-cost.js';
import type { LocalizedText } from '../../shared/i18n.js';
import { limitError, type OperationLimits } from '../errors/limit-error.js';
import type { LocalizedError } from '../errors/localized-error.js';
import { operationType } from '../operation-type.js';

const LIMITS = ['upstreamCalls', 'responseFields'] as const;
type Limits = Pick<OperationLimits, (typeof LIMITS)[number]>;

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

/** Returns how to need fewer of the calls that depend on arguments; undefined if the operation has none. */
function adviceOf({ fixed, advice }: UpstreamCalls, allowed: number): LocalizedText | undefined {
  if (advice.length === 0) return undefined;
  const left = Math.max(0, allowed - fixed);
  return {
    en: [...advice.map(({ en }) => en), `At most ${left} of the calls can be for this.`].join(' '),
    es: [...advice.map(({ es }) => es), `Para esto puede haber como máximo ${left} de las llamadas.`].join(' '),
  };
}
