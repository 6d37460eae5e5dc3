import { GraphQLError, type ValidationRule } from 'graphql';

/** A validation rule of ours: graphql-js finds out when it executes, with an error that looks like a fault. */
export const knownRootTypes: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (context.getSchema().getRootType(node.operation) === undefined)
      context.reportError(new GraphQLError(`The schema has no ${node.operation}.`, { nodes: node }));
  },
});
