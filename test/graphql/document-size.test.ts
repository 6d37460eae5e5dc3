import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';

import { measure, type Size } from '../../src/graphql/rules/document-size.js';

/** Selection set as text with fragments, and as the same text with the fragments expanded. */
interface Written {
  readonly spread: string;
  readonly inlined: string;
}

const both = (write: (text: (of: Written) => string) => string): Written => ({
  spread: write(({ spread }) => spread),
  inlined: write(({ inlined }) => inlined),
});

const FRAGMENTS = ['A', 'B', 'C', 'D'] as const;

/** Fields, inline fragments and spreads. A fragment spreads only later ones. */
function selections(
  later: readonly { readonly name: string; readonly body: Written }[],
  depth = 0,
): fc.Arbitrary<Written> {
  const directives = fc.constantFrom('', '', '', '@x', '@x @y @z');
  const name = fc.constantFrom('a', 'b', 'c', '__typename');
  const leaf = fc
    .tuple(fc.constantFrom('', '', 'd: ', 'e: '), name, directives)
    .map((parts) => both(() => parts.join(' ')));
  const spread =
    later.length === 0
      ? leaf
      : fc.tuple(fc.constantFrom(...later), directives).map(([fragment, on]) => ({
          spread: `...${fragment.name} ${on}`,
          inlined: `... on T ${on} { ${fragment.body.inlined} }`,
        }));
  const nested = (around: fc.Arbitrary<string>): fc.Arbitrary<Written> =>
    fc.tuple(around, selections(later, depth + 1)).map(([head, inner]) => both((text) => `${head} { ${text(inner)} }`));
  const one =
    depth === 3
      ? fc.oneof(leaf, spread)
      : fc.oneof(
          leaf,
          spread,
          nested(fc.tuple(name, directives).map((parts) => parts.join(' '))),
          nested(directives.map((on) => `... ${on}`)),
        );
  return fc.array(one, { minLength: 1, maxLength: 3 }).map((all) => both((text) => all.map(text).join(' ')));
}

/** Document and its operation without fragments. */
const documents: fc.Arbitrary<Written> = [...FRAGMENTS]
  .reverse()
  .reduce<fc.Arbitrary<{ name: string; body: Written }[]>>(
    (rest, name) => rest.chain((later) => selections(later).map((body) => [{ name, body }, ...later])),
    fc.constant([]),
  )
  .chain((fragments) => selections(fragments).map((body) => ({ fragments, body })))
  .map(({ fragments, body }) => ({
    spread: `{ ${body.spread} } ${fragments.map(({ name, body: { spread } }) => `fragment ${name} on T { ${spread} }`).join(' ')}`,
    inlined: `{ ${body.inlined} }`,
  }));

const sizeOf = (text: string): Size => {
  const [size] = measure(parse(text)).values();
  if (size === undefined) throw new Error('nothing was measured');
  return size;
};

describe('document size', () => {
  it('is identical with fragments and with their expansion', () => {
    fc.assert(
      fc.property(documents, ({ spread, inlined }) => {
        expect(sizeOf(spread)).toEqual(sizeOf(inlined));
      }),
      { numRuns: 300 },
    );
  });

  it('has the expected counts', () => {
    const text = `query ($v: Int @x) @x { a: b { c @x @y { d } ...F @x } __typename } fragment F on T { e: f { g { h } } }`;
    expect(sizeOf(text)).toMatchObject({
      depth: 4,
      fields: 7,
      aliases: 2,
      directives: 5,
      directivesPerNode: 2,
      duplicateFields: 1,
      rootFields: 1,
    });
  });

  it('takes linear time, regardless of how often fragments multiply', () => {
    const bomb = Array.from(
      { length: 200 },
      (_, nth) => `fragment F${nth} on T { a { ...F${nth + 1} } b { ...F${nth + 1} } }`,
    );
    const { fields, depth } = sizeOf(`{ ...F0 } ${bomb.join(' ')} fragment F200 on T { c }`);
    expect(fields).toBeGreaterThan(2 ** 200);
    expect(depth).toBe(201);
  });
});
