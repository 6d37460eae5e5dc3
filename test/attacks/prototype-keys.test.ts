import { afterAll, beforeAll, expect } from '@jest/globals';

import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { canary, launch, startTarget, type Attack, type Target } from './support.js';

/**
 * Keys with a meaning in JavaScript, wherever a client may write a key. Each is rejected or ignored, and
 * Object.prototype is unchanged afterwards: the creation after each attack is compared completely.
 */
let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const POISON = `{"enableEdition":true,"amd":"COL","code":"${canary('poison')}","isAdmin":true}`;
const INPUT = '"type":"PREVIEW","name":"a","skillId":"x"';
const SPELLINGS = [
  '"__proto__"',
  '"constructor"',
  '"prototype"',
  '"\\u005f_proto__"',
  '"\\u005f\\u005f\\u0070\\u0072\\u006f\\u0074\\u006f\\u005f\\u005f"',
  '"constr\\u0075ctor"',
  '"__proto__\\u0000"',
];
const document = JSON.stringify(SAMPLE_OPERATION.document);
const valueOf = (key: string): string => (key.includes('constr') ? `{"prototype":${POISON}}` : POISON);

/** Locations of a key in a body; `key` is JSON text. */
const PLACES: Readonly<Record<string, (key: string) => string>> = {
  'of the body': (key) => `{"query":"{ __typename }",${key}:${valueOf(key)}}`,
  'of the variables': (key) => `{"query":"{ __typename }","variables":{${key}:${valueOf(key)}}}`,
  'of the input': (key) => `{"query":${document},"variables":{"input":{${INPUT},${key}:${valueOf(key)}}}}`,
  'deep in the variables': (key) => `{"query":"{ __typename }","variables":{"a":[{"b":{${key}:${valueOf(key)}}}]}}`,
  'of the extensions': (key) => `{"query":"{ __typename }","extensions":{${key}:${valueOf(key)}}}`,
  'of a representation': (key) =>
    `{"query":"query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }","variables":{"r":[{"__typename":"WolkvoxOperation","id":"none",${key}:${valueOf(key)}}]}}`,
};

const KEYS: readonly Attack[] = Object.entries(PLACES).flatMap(([place, write]) =>
  SPELLINGS.map((key) => ({
    title: `rejects or ignores ${key} as a key ${place}`,
    run: async ({ send }: Target) => {
      const reply = await send({ body: write(key) });
      expect([200, 400]).toContain(reply.status);
      for (const code of reply.codes) expect(['BAD_REQUEST', 'BAD_USER_INPUT']).toContain(code);
      expect(JSON.stringify(reply.body.data ?? null)).not.toContain('CreateCampaignSuccess');
    },
  })),
);

const WORDS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

const NAMES: readonly Attack[] = WORDS.flatMap((word) => [
  {
    title: `rejects or ignores ${word} as the name of an operation, a variable or an alias`,
    run: async ({ send, graphql }: Target) => {
      const named = await send({
        body: JSON.stringify({ query: 'query a { __typename }', operationName: word }),
      });
      expect(named.codes).toEqual(['OPERATION_RESOLUTION_FAILURE']);
      const used = await graphql(`query ${word}($${word}: ID) { ${word}: operation(id: $${word}) { id } }`);
      // An alias may begin with two underscores.
      expect(used).toMatchObject({ status: 200, codes: [] });
      expect(used.text).toContain('{"id":"default"}');
      const text = `{"query":"query ($${word}: ID) { operation(id: $${word}) { id } }","variables":{"${word}":"none"}}`;
      const reply = await send({ body: text });
      expect(reply.status === 400 ? reply.codes : reply.body.data).toEqual(
        reply.status === 400 ? ['BAD_REQUEST'] : { operation: null },
      );
    },
  },
  {
    title: `rejects or ignores ${word} as an id, a cursor, a type or an enum`,
    run: async ({ graphql }: Target) => {
      const ids = `a: operation(id: "${word}") { id } b: campaign(id: "${word}:1") { id } c: skill(id: "${word}:1") { id }`;
      const found = await graphql(`{ ${ids} }`);
      expect(found).toMatchObject({ status: 200, codes: [], body: { data: { a: null, b: null, c: null } } });
      for (const refused of [
        await graphql(`{ campaigns(after: "${word}") { totalCount } }`),
        await graphql(`{ skills(operationId: "${word}") { id } }`),
        await graphql(`{ skill(id: "${word}") { id } }`),
        await graphql(`{ campaigns(filter: { type: ${word} }) { totalCount } }`),
        await graphql('query ($t: CampaignType) { campaigns(filter: { type: $t }) { totalCount } }', { t: word }),
        await graphql('query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }', {
          r: [{ __typename: word, id: '1' }],
        }),
        await graphql(`{ ${word} }`),
        await graphql(`{ __typename @${word} }`),
        await graphql(`{ ...${word} }`),
        await graphql(`query ($a: ${word}) { operation(id: $a) { id } }`),
      ]) {
        expect(refused.status).toBe(200);
        expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'LIMIT_EXCEEDED']).toContain(refused.codes[0]);
      }
    },
  },
  {
    title: `rejects or ignores ${word} as an operationId and as an idempotency key`,
    run: async ({ graphql, upstream }: Target) => {
      const sent = { type: 'PREVIEW', name: 'a', skillId: '1', idempotencyKey: word };
      const reply = await graphql(SAMPLE_OPERATION.document, { input: { ...sent, operationId: word } });
      expect(reply.body.data).toMatchObject({ createCampaign: { __typename: 'WolkvoxInvalidInput' } });
      const before = upstream.seen.length;
      const first = await graphql(SAMPLE_OPERATION.document, { input: sent });
      expect(first.body.data).toMatchObject({ createCampaign: { replayed: false } });
      const again = await graphql(SAMPLE_OPERATION.document, { input: sent });
      expect(again.body.data).toMatchObject({ createCampaign: { replayed: true } });
      expect(upstream.seen.splice(before)).toHaveLength(1);
    },
  },
]);

launch([...KEYS, ...NAMES], () => target);
