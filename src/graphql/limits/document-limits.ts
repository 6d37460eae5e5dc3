import { Kind, OperationTypeNode, type DefinitionNode, type ValidationRule } from 'graphql';

import { measure, MOST_DUPLICATES, type Size } from './document-size.js';
import { limitError, type LimitName, type OperationLimits } from './limit-error.js';

/** No directive of GraphQL's own means anything a second time. */
const MOST_DIRECTIVES_PER_NODE = 3;

/**
 * A validation rule that refuses what is too much. It measures before any other rule looks at the document, and leaves them
 * nothing to look at where it refuses: some of them take a second for a few kilobytes, and their errors would be many.
 */
export function documentLimits({ tokens, depth, aliases, directives, mutations }: OperationLimits): ValidationRule {
  const allowed: readonly (readonly [LimitName & keyof Size, number])[] = [
    ['depth', depth],
    // Fragments are for what could be written out, too.
    ['fields', tokens],
    ['aliases', aliases],
    ['duplicateFields', MOST_DUPLICATES],
    ['directives', directives],
    ['directivesPerNode', MOST_DIRECTIVES_PER_NODE],
  ];
  return (context) => {
    const document = context.getDocument();
    const sizes = measure(document);
    const isOver = ([limit, most]: (typeof allowed)[number]): boolean =>
      [...sizes].some(
        // A fragment may be of introspection, whose depth is not counted.
        ([{ kind }, size]) => size[limit] > most && (limit !== 'depth' || kind === Kind.OPERATION_DEFINITION),
      );
    const exceeded = allowed.filter(isOver).map((limit) => limitError(...limit));
    if ([...sizes].some(([definition, { rootFields }]) => isMutation(definition) && rootFields > mutations))
      exceeded.push(limitError('mutations', mutations));
    for (const error of exceeded) context.reportError(error);
    if (exceeded.length > 0) (document.definitions as DefinitionNode[]).length = 0;
    return {};
  };
}

const isMutation = (definition: DefinitionNode): boolean =>
  definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.MUTATION;
