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

import type { Directory } from '../../service/operations.js';
import type { Arguments } from './rows.js';
import type { About } from './spending-fields.js';
import type { Conditions, PlannedField, SpendingPlan } from './spending-plan.js';

/** A GraphQL operation that is about to be executed. */
export interface Request {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

/** What of a plan is executed with the variables of a request. */
export interface Asked {
  readonly fields: readonly AskedField[];
  readonly isAskedFor: (part: { readonly conditions: Conditions }) => boolean;
}

export interface AskedField {
  readonly planned: PlannedField;
  readonly args: Arguments;
  readonly about: readonly About[];
}

/** Reads the variables of a request. What is an error because of them is not executed, and so not asked for. */
export function readAsked(
  { schema, operation, variables = {} }: Request,
  plan: SpendingPlan,
  operations: Directory,
): Asked {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (coerced === undefined) return { fields: [], isAskedFor: () => false };
  const isAskedFor: Asked['isAskedFor'] = ({ conditions }) =>
    conditions.every(
      (selection) =>
        getDirectiveValues(GraphQLSkipDirective, selection, coerced)?.if !== true &&
        getDirectiveValues(GraphQLIncludeDirective, selection, coerced)?.if !== false,
    );
  const fields = plan.fields.filter(isAskedFor).flatMap((planned) => {
    const args = argumentsOf(planned, coerced);
    return args === undefined ? [] : { planned, args, about: planned.field.about(args, operations) };
  });
  return { fields, isAskedFor };
}

function argumentsOf({ definition, node }: PlannedField, variables: Arguments): Arguments | undefined {
  try {
    return getArgumentValues(definition, node, variables);
  } catch {
    return undefined;
  }
}
