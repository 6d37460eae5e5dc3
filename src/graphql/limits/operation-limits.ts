import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';

import type { UpstreamOperation } from '../../wolkvox/client.js';
import type { Context } from '../context.js';
import { answerFields } from './answer-size.js';
import { readAsked, type Request } from './asked.js';
import { limitError, type LimitName, type OperationLimits } from './limit-error.js';
import { planSpending } from './spending-plan.js';
import { upstreamCost } from './upstream-cost.js';

type Limits = Pick<OperationLimits, 'upstreamCalls' | 'answerFields'>;

/** Refuses a GraphQL operation as a whole, before anything is done, where it would make more calls to wolkvox or a larger answer. */
export function operationLimits(limits: Limits): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: ({ schema, document, operation, request: { variables }, contextValue }) => {
          // Apollo asks also where the document does not hold the operation that was asked for, whatever its types say.
          if ((operation as OperationDefinitionNode | undefined) === undefined) return Promise.resolve(null);
          const exceeded = exceededBy({ schema, document, operation, variables }, limits, contextValue);
          if (exceeded.length === 0) return Promise.resolve(null);
          // Returned, not thrown: Apollo would make an internal error of it.
          const errors = exceeded.map((limit) => limitError(limit, limits[limit]).shown(contextValue.speech));
          const http = { status: 400, headers: new HeaderMap() };
          return Promise.resolve({ body: { kind: 'single' as const, singleResult: { errors } }, http });
        },
      }),
  };
}

/** Most exceed none by their document alone. */
function exceededBy(request: Request, limits: Limits, context: Context): readonly (LimitName & keyof Limits)[] {
  const { configured: operations, lists, identity } = context;
  const plan = planSpending(request.schema, request.document, request.operation);
  const count = operations.all().length;
  if (plan.mostCalls(count) <= limits.upstreamCalls && plan.mostFields(count) <= limits.answerFields) return NONE;

  const asked = readAsked(request, plan, operations);
  const permitted = new Set(context.operations.all());
  const readable = identity.scopes.has('read') ? permitted : NOTHING;
  const sizes = {
    upstreamCalls: upstreamCost(request.operation, asked, { permitted, lists }),
    answerFields: answerFields(asked, { readable, lists }),
  };
  return LIMITS.filter((limit) => sizes[limit] > limits[limit]);
}

const LIMITS = ['upstreamCalls', 'answerFields'] as const;
const NONE: readonly never[] = [];
const NOTHING: ReadonlySet<UpstreamOperation> = new Set();
