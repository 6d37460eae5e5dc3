import { HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  getArgumentValues,
  getDirectiveValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

import type { Lists } from '../../service/lists.js';
import type { Directory } from '../../service/operations.js';
import type { UpstreamOperation } from '../../wolkvox/client.js';
import type { Context } from '../context.js';
import { limitError } from './limit-error.js';
import type { About, Spending } from './spending-fields.js';
import { planSpending, type Conditions, type PlannedField, type SpendingPlan } from './spending-plan.js';

/** A GraphQL operation that is about to be executed. */
export interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** Refuses a GraphQL operation as a whole, before anything is done, where it would make more calls to wolkvox. */
export function limitUpstreamCalls(allowed: number): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        responseForOperation: ({ schema, document, operation, request: { variables }, contextValue }) => {
          // Apollo asks also where the document does not hold the operation that was asked for, whatever its types say.
          const asked = { schema, document, operation: operation as OperationDefinitionNode | undefined, variables };
          if (asked.operation === undefined || !isOver(allowed, asked as Asked, contextValue))
            return Promise.resolve(null);
          // Returned, not thrown: Apollo would make an internal error of it.
          const errors = [limitError('upstreamCalls', allowed).shown(contextValue.speech)];
          const http = { status: 400, headers: new HeaderMap() };
          return Promise.resolve({ body: { kind: 'single' as const, singleResult: { errors } }, http });
        },
      }),
  };
}

interface Places {
  readonly operations: Directory;
  /** Those of them that the caller may use: of the others nothing is called, and nothing is told. */
  readonly permitted: ReadonlySet<UpstreamOperation>;
  readonly lists: Pick<Lists, 'isAtHand'>;
}

/** Most are known to be cheap by their document alone. */
function isOver(allowed: number, asked: Asked, { configured, operations, lists }: Context): boolean {
  const plan = planSpending(asked.schema, asked.document, asked.operation);
  if (plan.most(configured.all().length) <= allowed) return false;
  const permitted = new Set(operations.all());
  return upstreamCost(asked, plan, { operations: configured, permitted, lists }) > allowed;
}

/**
 * How many calls to wolkvox a GraphQL operation makes: each creation, each list that is not at hand, each look at a token's
 * usage, of each wolkvox operation. An estimate: a list that is at hand and due is read anew on everybody's account, and
 * calls that are repeated, or look for what became of a lost creation, count as one.
 */
export function upstreamCost(
  { schema, operation, variables = {} }: Asked,
  { fields }: SpendingPlan,
  { operations, permitted, lists }: Places,
): number {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  // It is not executed.
  if (coerced === undefined) return 0;
  const isAskedFor = (conditions: Conditions): boolean =>
    conditions.every(
      (selection) =>
        getDirectiveValues(GraphQLSkipDirective, selection, coerced)?.if !== true &&
        getDirectiveValues(GraphQLIncludeDirective, selection, coerced)?.if !== false,
    );
  const writes = operation.operation === OperationTypeNode.MUTATION;
  const calls = new Set<string>();
  const spend = (spends: Spending, { id }: UpstreamOperation, { node: { alias, name } }: PlannedField): void => {
    // One after the other, and what was read before a creation is not given after it. Skills do not change by it.
    const again = writes && spends !== 'skills' ? (alias ?? name).value : '';
    calls.add(`${spends} ${id} ${again}`);
  };
  const isAtHand = (spends: Spending, of: UpstreamOperation): boolean =>
    (spends === 'skills' || (spends === 'campaigns' && !writes)) && lists.isAtHand(spends, of);

  for (const field of fields) {
    if (!isAskedFor(field.conditions)) continue;
    const below = new Set(field.below.filter(({ conditions }) => isAskedFor(conditions)).map(({ spends }) => spends));
    for (const { operation: of, spends } of aboutOf(field, coerced, operations))
      for (const spending of spends === undefined ? below : [spends, ...below])
        if (permitted.has(of) && !isAtHand(spending, of)) spend(spending, of, field);
  }
  return calls.size;
}

/** What a root field is about; nothing where its arguments are wrong, since then it is an error and not executed. */
function aboutOf(
  { field, definition, node }: PlannedField,
  variables: Readonly<Record<string, unknown>>,
  operations: Directory,
): readonly About[] {
  let args: Readonly<Record<string, unknown>>;
  try {
    args = getArgumentValues(definition, node, variables);
  } catch {
    return [];
  }
  return field.about(args, operations);
}
