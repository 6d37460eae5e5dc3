import {
  getArgumentValues,
  getDirectiveValues,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

import type { OperationRegistry } from '../../services/operation-registry.js';
import type { Arguments } from './list-sizes.js';
import type { CostTarget } from './field-costs.js';
import type { Conditions, PlannedField, CostPlan } from './cost-plan.js';

/** GraphQL operation before its execution. */
export interface CostRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** Fields of a plan that are executed for the variables of a request. */
export interface ExecutedFields {
  readonly fields: readonly ExecutedField[];
  readonly isExecuted: (part: { readonly conditions: Conditions }) => boolean;
}

export interface ExecutedField {
  readonly planned: PlannedField;
  readonly args: Arguments;
  readonly targets: readonly CostTarget[];
}

/** Applies the variables of a request to its plan. Fields whose arguments are invalid are not executed. */
export function resolveArguments(
  { schema, operation, variables = {} }: CostRequest,
  plan: CostPlan,
  operations: OperationRegistry,
): ExecutedFields {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced === undefined) return { fields: [], isExecuted: () => false };
  const isExecuted: ExecutedFields['isExecuted'] = ({ conditions }) =>
    conditions.every(
      (selection) =>
        getDirectiveValues(GraphQLSkipDirective, selection, coerced)?.if !== true &&
        getDirectiveValues(GraphQLIncludeDirective, selection, coerced)?.if !== false,
    );
  const fields = plan.fields.filter(isExecuted).flatMap((planned) => {
    const args = argumentsOf(planned, coerced);
    return args === undefined ? [] : { planned, args, targets: planned.field.targets(args, operations) };
  });
  return { fields, isExecuted };
}

function argumentsOf({ definition, node }: PlannedField, variables: Arguments): Arguments | undefined {
  try {
    return getArgumentValues(definition, node, variables);
  } catch {
    return undefined;
  }
}
