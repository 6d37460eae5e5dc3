import {
  buildASTSchema,
  findBreakingChanges,
  isTypeSystemDefinitionNode,
  isTypeSystemExtensionNode,
  Kind,
  parse,
  print,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type NameNode,
} from 'graphql';

/**
 * Returns the breaking changes from a released schema to the current one, one sentence each: for clients, and for
 * supergraphs. Both are SDL. An addition breaks nothing, although graphql-js calls some dangerous, because clients must
 * accept new members and values.
 */
export function breakingChanges(released: string, current: string): string[] {
  const before = parse(released, { noLocation: true });
  const after = parse(current, { noLocation: true });
  return [
    ...findBreakingChanges(build(before), build(after)).map(({ description }) => description),
    ...brokenMarks(marksOf(before), marksOf(after)),
  ];
}

/** A subgraph uses directives that it does not define, which validation would reject. */
const build = (document: DocumentNode) => buildASTSchema(document, { assumeValidSDL: true });

/** Changes that graphql-js does not compare: directives and defaults at each place, as in the SDL. */
type Marks = ReadonlyMap<string, ReadonlySet<string>>;

/** Informative directives, which change neither requests nor composition. */
const TELLING = /^@(deprecated|specifiedBy)\b/;

/** Directives that remove something: their addition breaks clients. */
const TAKING = /^@(inaccessible|oneOf)\b/;

function brokenMarks(before: Marks, after: Marks): string[] {
  return [...before].flatMap(([place, old]) => {
    const marks = after.get(place);
    // The place itself was removed, which graphql-js reports.
    if (marks === undefined) return [];
    const lost = [...old].filter((mark) => !marks.has(mark) && !TELLING.test(mark) && !TAKING.test(mark));
    const got = [...marks].filter((mark) => !old.has(mark) && TAKING.test(mark));
    return [...lost.map((mark) => `${place} lost ${mark}.`), ...got.map((mark) => `${place} got ${mark}.`)];
  });
}

/**
 * Every place by its schema coordinate, also without directives. `schema` is excluded, because @link is only a source
 * of names.
 */
function marksOf(document: DocumentNode): Marks {
  const places = new Map<string, Set<string>>();
  const collect = (node: Place, place: string): void => {
    // A type and its extensions are one place.
    const marks = places.get(place) ?? new Set();
    places.set(place, marks);
    for (const directive of node.directives ?? []) marks.add(textOf(directive));
    if (node.defaultValue !== undefined) marks.add(`its default ${print(node.defaultValue)}`);
    for (const part of [...(node.fields ?? []), ...(node.values ?? [])]) collect(part, `${place}.${part.name.value}`);
    for (const argument of node.arguments ?? []) collect(argument, `${place}(${argument.name.value}:)`);
  };
  for (const node of document.definitions) {
    if (!(isTypeSystemDefinitionNode(node) || isTypeSystemExtensionNode(node)) || !('name' in node)) continue;
    collect(node, node.kind === Kind.DIRECTIVE_DEFINITION ? `@${node.name.value}` : node.name.value);
  }
  return places;
}

/** The common part of SDL nodes that have directives, or contain nodes that do. */
interface Place {
  readonly directives?: readonly ConstDirectiveNode[];
  readonly defaultValue?: ConstValueNode;
  readonly fields?: readonly Part[];
  readonly values?: readonly Part[];
  readonly arguments?: readonly Part[];
}
type Part = Place & { readonly name: NameNode };

/** Sorts arguments, because their order has no meaning. */
const textOf = ({ arguments: given = [], ...directive }: ConstDirectiveNode): string =>
  print({ ...directive, arguments: given.toSorted((one, other) => one.name.value.localeCompare(other.name.value)) });
