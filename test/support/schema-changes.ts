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
 * What of a released schema the current one breaks, a sentence each: for who calls it, and for a supergraph composed of
 * it. Both are SDL. An addition breaks nothing, also where graphql-js calls it dangerous: callers are told to be ready for
 * new members and words.
 */
export function breakingChanges(released: string, current: string): string[] {
  const before = parse(released, { noLocation: true });
  const after = parse(current, { noLocation: true });
  return [
    ...findBreakingChanges(build(before), build(after)).map(({ description }) => description),
    ...brokenMarks(marksOf(before), marksOf(after)),
  ];
}

/** A subgraph uses directives that it does not define, which validation would not let pass. */
const build = (document: DocumentNode) => buildASTSchema(document, { assumeValidSDL: true });

/** What graphql-js does not compare: directives and default at each place, as the SDL writes them. */
type Marks = ReadonlyMap<string, ReadonlySet<string>>;

/** These only tell: the same can be asked for and composed with them and without. */
const TELLING = /^@(deprecated|specifiedBy)\b/;

/** These take something away: they break by coming, not by going. */
const TAKING = /^@(inaccessible|oneOf)\b/;

function brokenMarks(before: Marks, after: Marks): string[] {
  return [...before].flatMap(([place, old]) => {
    const marks = after.get(place);
    // The place itself has gone, which graphql-js tells.
    if (marks === undefined) return [];
    const lost = [...old].filter((mark) => !marks.has(mark) && !TELLING.test(mark) && !TAKING.test(mark));
    const got = [...marks].filter((mark) => !old.has(mark) && TAKING.test(mark));
    return [...lost.map((mark) => `${place} lost ${mark}.`), ...got.map((mark) => `${place} got ${mark}.`)];
  });
}

/** Every place by its schema coordinate, those without marks too. `schema` is none: @link tells where words come from. */
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

/** What the nodes of an SDL have in common that can bear a mark, or hold one that can. */
interface Place {
  readonly directives?: readonly ConstDirectiveNode[];
  readonly defaultValue?: ConstValueNode;
  readonly fields?: readonly Part[];
  readonly values?: readonly Part[];
  readonly arguments?: readonly Part[];
}
type Part = Place & { readonly name: NameNode };

/** Arguments in one order: another order says the same. */
const textOf = ({ arguments: given = [], ...directive }: ConstDirectiveNode): string =>
  print({ ...directive, arguments: given.toSorted((one, other) => one.name.value.localeCompare(other.name.value)) });
