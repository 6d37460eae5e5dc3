import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationRule,
} from 'graphql';

import { rejectDocument } from './reject-document.js';

/**
 * Validation rule: no root field of a subscription is conditional, as the specification demands since 2025. graphql-js evaluates these
 * directives without variables while it validates, and throws. Without a root field it throws when it executes. Like documentLimits it
 * runs before other rules, and empties the document on failure.
 */
export const unconditionalSubscriptions: ValidationRule = (context) => {
  const found = conditionalRootSelection(context.getDocument());
  if (found !== undefined) rejectDocument(context, [new GraphQLError(MESSAGE, { nodes: found })]);
  return {};
};

const MESSAGE = 'The root field of a subscription must not have @skip or @include.';

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
