import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';

/** Apollo calls hooks even if the document lacks the requested operation, although its types exclude that. */
export const isQuery = (operation: OperationDefinitionNode | undefined): boolean =>
  operation?.operation === OperationTypeNode.QUERY;
