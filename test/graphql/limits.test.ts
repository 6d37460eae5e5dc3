import { readdirSync, readFileSync } from 'node:fs';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';

import { startProduct, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

let upstream: Upstream;
let product: Product;
beforeAll(async () => {
  upstream = await startUpstream(() => created());
  product = await startProduct(upstream.url);
});
afterAll(() => Promise.all([product.close(), upstream.close()]));
afterEach(() => void upstream.seen.splice(0));

const times = (count: number, write: (nth: number) => string): string => Array.from({ length: count }, (_, nth) => write(nth)).join(' ');

/** An operation of a size, in the measure of its limit. None of these costs an upstream call. */
interface Edge {
  readonly limit: string;
  readonly allowed: number;
  readonly write: (size: number) => string;
  /** Whether the standard rules refuse it, too, however small it is. */
  readonly invalid?: true;
}

/** `operations` at depth 1, and so on down; the deepest is a field that does not exist, so that any depth can be had. */
const nested = (levels: number): string => '{ a '.repeat(levels) + '} '.repeat(levels);

const EDGES: readonly Edge[] = [
  { limit: 'tokens', allowed: 2000, write: (size) => `{ ${times((size - 2) / 2, (nth) => `f${nth} #\n`)} }`, invalid: true },
  { limit: 'depth', allowed: 10, write: nested, invalid: true },
  { limit: 'aliases', allowed: 30, write: (size) => `{ ${times(size, (nth) => `a${nth}: operations { id }`)} }` },
  { limit: 'duplicateFields', allowed: 20, write: (size) => `{ operations { ${'id '.repeat(size)} } }` },
  {
    limit: 'directives',
    allowed: 30,
    write: (size) => `{ operations { ${times(size, (nth) => `${nth % 2 ? 'id' : 'timeZone'} @include(if: true)`)} } }`,
  },
  { limit: 'directivesPerNode', allowed: 3, write: (size) => `{ __typename ${'@nothing '.repeat(size)} }`, invalid: true },
];
