import type { DefinitionNode, GraphQLError, ValidationContext } from 'graphql';

/** Reports errors and empties the document, so that the rules after this one have nothing to check. Call it when the rule is created. */
export function rejectDocument(context: ValidationContext, errors: readonly GraphQLError[]): void {
  for (const error of errors) context.reportError(error);
  (context.getDocument().definitions as DefinitionNode[]).length = 0;
}
