import { GraphQLError, type ValidationRule } from 'graphql';

/**
 * Validation rule: the schema has the root type of the operation. graphql-js detects it only on execution, as an
 * internal error.
 */
export const knownRootTypes: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (context.getSchema().getRootType(node.operation) === undefined)
      context.reportError(new GraphQLError(`The schema has no ${node.operation}.`, { nodes: node }));
  },
});
