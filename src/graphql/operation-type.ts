import type { OperationDefinitionNode, OperationTypeNode } from 'graphql';

/**
 * Returns the type of an operation; undefined if the document lacks the requested operation. Apollo calls hooks even then, although
 * its types exclude that.
 */
export const operationType = (operation: OperationDefinitionNode | undefined): OperationTypeNode | undefined =>
  operation?.operation;
