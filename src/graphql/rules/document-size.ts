import {
  Kind,
  type DocumentNode,
  type ExecutableDefinitionNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** Maximum number of times a field occurs in one selection set. Fragments of many components may each request `id`. */
export const MAX_DUPLICATES = 20;

/** Size of an operation or a fragment after expansion of its fragments. */
export interface Size {
  /** Levels of nested fields. Introspection counts as one level, because graphql-js has its own rule for it. */
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Maximum on one field, fragment, variable or operation. */
  readonly directivesPerNode: number;
  /** Maximum number of times a response key occurs in one selection set. Counted up to one above the limit. */
  readonly duplicateFields: number;
  /** Fields of the outermost selection set, without `__typename`. */
  readonly rootFields: number;
}

/**
 * Measures each definition of a document in linear time. The document may be invalid. A fragment is measured once, and
 * a fragment that spreads itself counts once.
 */
export function measure({ definitions }: DocumentNode): ReadonlyMap<ExecutableDefinitionNode, Size> {
  const executable = definitions.filter((definition) => 'selectionSet' in definition);
  const sizes = new DocumentMeasurer(executable.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION));
  return new Map(executable.map((definition) => [definition, sizes.ofDefinition(definition)]));
}

type MutableSize = { -readonly [Key in keyof Size]: Size[Key] } & {
  /** Number of times each response key occurs in the outermost selection set. */
  keys: Map<string, number>;
};

class DocumentMeasurer {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** null while it is being measured. */
  readonly #known = new Map<ExecutableDefinitionNode, MutableSize | null>();

  constructor(fragments: readonly FragmentDefinitionNode[]) {
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  ofDefinition(definition: ExecutableDefinitionNode): MutableSize {
    const known = this.#known.get(definition);
    // null: it spreads itself.
    if (known !== undefined) return known ?? emptySize();
    this.#known.set(definition, null);
    const size = this.#ofSelections(definition.selectionSet);
    addDirectives(size, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION)
      for (const variable of definition.variableDefinitions ?? []) addDirectives(size, variable);
    this.#known.set(definition, size);
    return size;
  }

  #ofSelections({ selections }: SelectionSetNode): MutableSize {
    const size = emptySize();
    for (const selection of selections) {
      addDirectives(size, selection);
      switch (selection.kind) {
        case Kind.FIELD: {
          const { name, alias, selectionSet } = selection;
          const inner = selectionSet && this.#ofSelections(selectionSet);
          if (inner !== undefined) addTotals(size, inner);
          size.depth = Math.max(
            size.depth,
            1 + (inner === undefined || INTROSPECTION.has(name.value) ? 0 : inner.depth),
          );
          size.fields += 1;
          if (alias !== undefined) size.aliases += 1;
          if (name.value !== '__typename') size.rootFields += 1;
          addKey(size, (alias ?? name).value, 1);
          break;
        }
        case Kind.INLINE_FRAGMENT:
          addFragment(size, this.#ofSelections(selection.selectionSet));
          break;
        case Kind.FRAGMENT_SPREAD: {
          const fragment = this.#fragments.get(selection.name.value);
          if (fragment !== undefined) addFragment(size, this.ofDefinition(fragment));
        }
      }
    }
    return size;
  }
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

const emptySize = (): MutableSize => ({
  depth: 0,
  fields: 0,
  aliases: 0,
  directives: 0,
  directivesPerNode: 0,
  duplicateFields: 0,
  rootFields: 0,
  keys: new Map(),
});

function addDirectives(
  size: MutableSize,
  { directives = [] }: { readonly directives?: readonly unknown[] | undefined },
): void {
  size.directives += directives.length;
  size.directivesPerNode = Math.max(size.directivesPerNode, directives.length);
}

/** Adds the counts that do not depend on the nesting. */
function addTotals(size: MutableSize, inner: Size): void {
  size.fields += inner.fields;
  size.aliases += inner.aliases;
  size.directives += inner.directives;
  size.directivesPerNode = Math.max(size.directivesPerNode, inner.directivesPerNode);
  size.duplicateFields = Math.max(size.duplicateFields, inner.duplicateFields);
}

/** Adds a fragment to the selection set that spreads it. */
function addFragment(size: MutableSize, inner: MutableSize): void {
  addTotals(size, inner);
  size.depth = Math.max(size.depth, inner.depth);
  size.rootFields += inner.rootFields;
  for (const [key, times] of inner.keys) {
    // Above the limit the exact number does not matter. Stopping here makes the time linear for repeated fragments.
    if (size.duplicateFields > MAX_DUPLICATES) return;
    addKey(size, key, times);
  }
}

function addKey(size: MutableSize, key: string, times: number): void {
  const occurrences = Math.min((size.keys.get(key) ?? 0) + times, MAX_DUPLICATES + 1);
  size.keys.set(key, occurrences);
  size.duplicateFields = Math.max(size.duplicateFields, occurrences);
}
