import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DefinitionNode,
  type DocumentNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';

import { measure, MAX_DUPLICATES, type Size } from './document-size.js';
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
    for (const error of exceeded) context.reportError(error);
    if (exceeded.length > 0) (document.definitions as DefinitionNode[]).length = 0;
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

/**
 * Validation rule: no root field of a subscription is conditional, as the specification demands since 2025. graphql-js evaluates these
 * directives without variables while it validates, and throws. Without a root field it throws when it executes. Like documentLimits it
 * runs before other rules, and empties the document on failure.
 */
export const unconditionalSubscriptions: ValidationRule = (context) => {
  const document = context.getDocument();
  const found = conditionalRootSelection(document);
  if (found === undefined) return {};
  const message = 'The root field of a subscription must not have @skip or @include.';
  context.reportError(new GraphQLError(message, { nodes: found }));
  (document.definitions as DefinitionNode[]).length = 0;
  return {};
};

/** Returns a root selection of a subscription that has @skip or @include. */
function conditionalRootSelection({ definitions }: DocumentNode): SelectionNode | undefined {
  const visited = new Set<string>();
  const find = ({ selections }: SelectionSetNode): SelectionNode | undefined => {
    for (const selection of selections) {
      if (selection.directives?.some(({ name }) => CONDITIONS.has(name.value)) === true) return selection;
      const found = selection.kind === Kind.FIELD ? undefined : findIn(selection);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const findIn = (selection: Exclude<SelectionNode, { kind: Kind.FIELD }>): SelectionNode | undefined => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return find(selection.selectionSet);
    const name = selection.name.value;
    if (visited.has(name)) return undefined;
    visited.add(name);
    const fragment = definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
    );
    return fragment?.kind === Kind.FRAGMENT_DEFINITION ? find(fragment.selectionSet) : undefined;
  };
  for (const definition of definitions) {
    const isSubscription =
      definition.kind === Kind.OPERATION_DEFINITION && definition.operation === OperationTypeNode.SUBSCRIPTION;
    const found = isSubscription ? find(definition.selectionSet) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const CONDITIONS: ReadonlySet<string> = new Set(['skip', 'include']);
