import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { startInspectedServer, type InspectedServer } from '../support/inspected-server.js';

/** Documents of about 1,500 tokens, which are 600 to 800 kB by the estimate: 10 to 13 fill the store. */
const DOCUMENTS = 60;
const MOST_HELD = 16;
const TIME_LIMIT_MS = 180_000;

const range = (many: number): readonly number[] => Array.from({ length: many }, (_, nth) => nth);
/** Names and arguments that are unique to the document. */
const spread = (definition: (nth: number) => string, many: number): string => range(many).map(definition).join(' ');

describe('documents that differ', () => {
  let server: InspectedServer;
  beforeAll(async () => {
    // No document here needs wolkvox.
    server = await startInspectedServer({
      WOLKVOX_BASE_URL: 'http://127.0.0.1:1',
      WOLKVOX_TOKEN: 'token-of-many-documents',
      LIMIT_ALIASES: '1000',
      LIMIT_RESPONSE_FIELDS: '1000000',
    });
  }, TIME_LIMIT_MS);
  afterAll(() => server.close());
  beforeEach(async () => {
    expect(await held()).toBeLessThanOrEqual(MOST_HELD);
  });

  /** Number of documents in the process: each has one source, an object of graphql-js. */
  const held = (): Promise<number> => server.inspector.countObjects('Object.prototype', IS_DOCUMENT_SOURCE);

  it.each([
    [
      'the name of the operation',
      (nth: number) => `query Q${nth} { ${spread((each) => `a${each}: __typename`, 480)} }`,
    ],
    ['aliases', (nth: number) => `{ ${spread((each) => `d${nth}a${each}: __typename`, 480)} }`],
    [
      'arguments',
      (nth: number) => `{ ${spread((each) => `a${each}: __type(name: "T${nth}x${each}") { name }`, 160)} }`,
    ],
    [
      'fragments',
      (nth: number) =>
        `{ ${spread((each) => `...F${nth}x${each}`, 120)} } ${spread((each) => `fragment F${nth}x${each} on Query { a${each}: __typename }`, 120)}`,
    ],
    [
      'variables',
      (nth: number) =>
        `query (${spread((each) => `$v${nth}x${each}: Boolean = true`, 25)}) { ${spread((each) => `a${each}: __typename`, 430)} ${spread((each) => `b${each}: __typename @include(if: $v${nth}x${each})`, 25)} }`,
    ],
    ['comments', (nth: number) => `{ ${spread((each) => `a${each}: __typename`, 480)} # ${nth}\n }`],
  ])(
    'in %s are removed from the store, which holds a few',
    async (_what, document) => {
      for (let nth = 0; nth < DOCUMENTS; nth += 1) {
        const { status, data, text } = await server.query(document(nth));
        expect([status, data === undefined ? text : 'data']).toEqual([200, 'data']);
      }
      const most = await held();
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThanOrEqual(MOST_HELD);
    },
    TIME_LIMIT_MS,
  );
});

/** By its fields, because the class is within the bundle. Objects with getters are not touched. */
const IS_DOCUMENT_SOURCE = `(object) => {
  const own = (name) => Object.getOwnPropertyDescriptor(object, name)?.value;
  return own('locationOffset') !== undefined && own('body')?.length > 1_000;
}`;
