import {
  Kind,
  type DocumentNode,
  type ExecutableDefinitionNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The same field may be written so often in one selection: fragments of many components may each ask for `id`. */
export const MOST_DUPLICATES = 20;

/** How large an operation or a fragment is, as if each fragment were written out where it is spread. */
export interface Size {
  /** Levels of fields; of introspection only the first, since graphql-js has a rule of its own for it. */
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** The most on one field, fragment, variable or operation. */
  readonly directivesPerNode: number;
  /** How often one response key is written in one selection; at most one more than is allowed. */
  readonly duplicateFields: number;
  /** Fields of the outermost selection, `__typename` aside. */
  readonly rootFields: number;
}

/**
 * Measures each definition of a document, which may be invalid, in time that grows with its text: a fragment is measured
 * once, however often it is spread. Fragments that spread themselves count once round.
 */
export function measure({ definitions }: DocumentNode): ReadonlyMap<ExecutableDefinitionNode, Size> {
  const executable = definitions.filter((definition) => 'selectionSet' in definition);
  const sizes = new Sizes(executable.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION));
  return new Map(executable.map((definition) => [definition, sizes.ofDefinition(definition)]));
}

type Growing = { -readonly [Key in keyof Size]: Size[Key] } & {
  /** How often each response key is written in the outermost selection. */
  keys: Map<string, number>;
};

class Sizes {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Null: it is being measured. */
  readonly #known = new Map<ExecutableDefinitionNode, Growing | null>();

  constructor(fragments: readonly FragmentDefinitionNode[]) {
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  ofDefinition(definition: ExecutableDefinitionNode): Growing {
    const known = this.#known.get(definition);
    // null: it spreads itself.
    if (known !== undefined) return known ?? nothing();
    this.#known.set(definition, null);
    const size = this.#ofSelections(definition.selectionSet);
    addDirectives(size, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION)
      for (const variable of definition.variableDefinitions ?? []) addDirectives(size, variable);
    this.#known.set(definition, size);
    return size;
  }

  #ofSelections({ selections }: SelectionSetNode): Growing {
    const size = nothing();
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
          addInSamePlace(size, this.#ofSelections(selection.selectionSet));
          break;
        case Kind.FRAGMENT_SPREAD: {
          const fragment = this.#fragments.get(selection.name.value);
          if (fragment !== undefined) addInSamePlace(size, this.ofDefinition(fragment));
        }
      }
    }
    return size;
  }
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

const nothing = (): Growing => ({
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
  size: Growing,
  { directives = [] }: { readonly directives?: readonly unknown[] | undefined },
): void {
  size.directives += directives.length;
  size.directivesPerNode = Math.max(size.directivesPerNode, directives.length);
}

/** What counts wherever it stands. */
function addTotals(size: Growing, inner: Size): void {
  size.fields += inner.fields;
  size.aliases += inner.aliases;
  size.directives += inner.directives;
  size.directivesPerNode = Math.max(size.directivesPerNode, inner.directivesPerNode);
  size.duplicateFields = Math.max(size.duplicateFields, inner.duplicateFields);
}

/** Fragments belong to the selection that they are spread in. */
function addInSamePlace(size: Growing, inner: Growing): void {
  addTotals(size, inner);
  size.depth = Math.max(size.depth, inner.depth);
  size.rootFields += inner.rootFields;
  for (const [key, times] of inner.keys) {
    // Once there are too many, nobody asks for more: else a fragment that is spread often would be gone through often.
    if (size.duplicateFields > MOST_DUPLICATES) return;
    addKey(size, key, times);
  }
}

function addKey(size: Growing, key: string, times: number): void {
  const written = Math.min((size.keys.get(key) ?? 0) + times, MOST_DUPLICATES + 1);
  size.keys.set(key, written);
  size.duplicateFields = Math.max(size.duplicateFields, written);
}
