import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';

/** Apollo asks also where the document does not hold the operation that was asked for, whatever its types say. */
export const isQuery = (operation: OperationDefinitionNode | undefined): boolean =>
  operation?.operation === OperationTypeNode.QUERY;
