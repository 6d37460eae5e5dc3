import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';

import type { OperationConnection } from '../../wolkvox/client.js';
import type { Context } from '../context.js';
import { responseFields } from '../cost/response-fields.js';
import { resolveArguments, type CostRequest } from '../cost/resolve-arguments.js';
import { limitError, type LimitName, type OperationLimits } from '../errors/limit-error.js';
import { planCost } from '../cost/cost-plan.js';
import { upstreamCost } from '../cost/upstream-cost.js';

type Limits = Pick<OperationLimits, 'upstreamCalls' | 'responseFields'>;

/** Rejects a GraphQL operation before its execution if it needs too many calls to wolkvox or response fields. */
export function costLimit(limits: Limits): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: ({ schema, document, operation, request: { variables }, contextValue }) => {
          // Apollo calls hooks even if the document lacks the requested operation, although its types exclude that.
          if ((operation as OperationDefinitionNode | undefined) === undefined) return Promise.resolve(null);
          const exceeded = exceededBy({ schema, document, operation, variables }, limits, contextValue);
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

/** perf: the document alone is within the limits for most requests. */
function exceededBy(request: CostRequest, limits: Limits, context: Context): readonly (LimitName & keyof Limits)[] {
  const { allOperations: operations, lists, identity } = context;
  const plan = planCost(request.schema, request.document, request.operation);
  const count = operations.all().length;
  if (plan.maxCalls(count) <= limits.upstreamCalls && plan.maxFields(count) <= limits.responseFields) return NONE;

  const executed = resolveArguments(request, plan, operations);
  const permitted = new Set(context.operations.all());
  const readable = identity.scopes.has('read') ? permitted : NO_OPERATIONS;
  const sizes = {
    upstreamCalls: upstreamCost(request.operation, executed, { permitted, lists }),
    responseFields: responseFields(executed, { readable, lists }),
  };
  return LIMITS.filter((limit) => sizes[limit] > limits[limit]);
}

const LIMITS = ['upstreamCalls', 'responseFields'] as const;
const NONE: readonly never[] = [];
const NO_OPERATIONS: ReadonlySet<OperationConnection> = new Set();
