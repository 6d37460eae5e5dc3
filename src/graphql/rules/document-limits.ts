import { GraphQLError, Kind, OperationTypeNode, type DefinitionNode, type ValidationRule } from 'graphql';

import { measure, MAX_DUPLICATES, type Size } from './document-size.js';
import { rejectDocument } from './reject-document.js';
import { limitError, type LimitName, type OperationLimits } from '../errors/limit-error.js';

/** Directives of GraphQL have no effect when repeated. */
const MAX_DIRECTIVES_PER_NODE = 3;

/**
 * Validation rule for the document limits. It runs first and, on failure, empties the document so that slower rules are
 * skipped: some of them take a second for a few kilobytes, and would report many errors. See
 * docs/adr/0006-own-document-limits-first.md
 */
export function documentLimits({ tokens, depth, aliases, directives, rootMutations }: OperationLimits): ValidationRule {
  const allowed: readonly (readonly [LimitName & keyof Size, number])[] = [
    ['depth', depth],
    // A fragment could be written inline, so the limit of the document applies.
    ['fields', tokens],
    ['aliases', aliases],
    ['duplicateFields', MAX_DUPLICATES],
    ['directives', directives],
    ['directivesPerNode', MAX_DIRECTIVES_PER_NODE],
  ];
  return (context) => {
    const document = context.getDocument();
    const sizes = measure(document);
    const isOver = ([limit, max]: (typeof allowed)[number]): boolean =>
      [...sizes].some(
        // A fragment may be introspection, whose depth is not counted.
        ([{ kind }, size]) => size[limit] > max && (limit !== 'depth' || kind === Kind.OPERATION_DEFINITION),
      );
    const exceeded = allowed.filter(isOver).map((limit) => limitError(...limit));
    if ([...sizes].some(([definition, { rootFields }]) => isMutation(definition) && rootFields > rootMutations))
      exceeded.push(limitError('rootMutations', rootMutations));
    if (exceeded.length > 0) rejectDocument(context, exceeded);
    return {};
  };
}

const isMutation = (definition: DefinitionNode): boolean =>
  definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION;

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
