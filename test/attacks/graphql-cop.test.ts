import { afterAll, beforeAll, expect } from '@jest/globals';

import { expectRefusal, launch, startTarget, type Attack, type Reply, type Target } from './support.js';

const ROOT = { name: 'wolkvox-graphql', graphql: '/graphql' };

/**
 * Checks of the security audit graphql-cop. Each row sends what its check sends, names the finding that it would
 * report, and asserts more than the audit does.
 */
let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const notInData = ({ body }: Reply): void => expect(body.data ?? null).toBeNull();
const many = (count: number, part: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');

const OVERLOADING: readonly Attack[] = [
  {
    title: 'alias overloading: 101 aliases are rejected (finding: the last of them has a response)',
    run: async ({ graphql }) => {
      const reply = await graphql(`query cop { ${many(101, (n) => `alias${n}: __typename`)} }`);
      expectRefusal(reply, 200, 'LIMIT_EXCEEDED');
      expect(reply.body.errors?.[0]?.extensions).toMatchObject({ limit: 'aliases' });
    },
  },
  ...[10, 31, 100].map((count) => ({
    title: `directive overloading: ${count} unknown directives on a field are rejected (finding: as many errors)`,
    run: async ({ graphql }: Target) => {
      const reply = await graphql(`query cop { __typename ${'@aa'.repeat(count)} }`);
      expect(reply.status).toBe(200);
      expect(['LIMIT_EXCEEDED', 'GRAPHQL_VALIDATION_FAILED']).toContain(reply.codes[0]);
      notInData(reply);
      expect(reply.codes.length).toBeLessThan(10);
    },
  })),
  {
    title: 'field duplication: the same field 500 times is rejected (finding: it has a response)',
    run: async ({ graphql }) => {
      expectRefusal(await graphql(`query cop { ${'__typename \n'.repeat(500)} }`), 200, 'LIMIT_EXCEEDED');
    },
  },
  {
    title: 'batching: an array of 10 queries is rejected (finding: 10 responses)',
    run: async ({ send }) => {
      const batch = Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' }));
      expectRefusal(await send({ body: JSON.stringify(batch) }), 400, 'BAD_REQUEST');
    },
  },
  {
    title: 'circular introspection: fields of types of fields are rejected (finding: more than 25 types)',
    run: async ({ graphql }) => {
      const nested = `${'fields { type { '.repeat(4)}name${' } }'.repeat(4)}`;
      const reply = await graphql(`query cop { __schema { types { ${nested} } } }`);
      expect(reply.status).toBe(200);
      expect(['LIMIT_EXCEEDED', 'GRAPHQL_VALIDATION_FAILED']).toContain(reply.codes[0]);
      notInData(reply);
    },
  },
  {
    title: 'circular fragment: fragments that spread each other are rejected (finding: no errors)',
    run: async ({ graphql }) => {
      const reply = await graphql(
        'query cop { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }',
      );
      expectRefusal(reply, 200, 'GRAPHQL_VALIDATION_FAILED');
    },
  },
];

const TELLING: readonly Attack[] = [
  {
    title: 'introspection is rejected (finding: the types are returned)',
    run: async ({ graphql }) => {
      const reply = await graphql('query cop { __schema { types { name fields { name } } } }');
      expectRefusal(reply, 200, 'GRAPHQL_VALIDATION_FAILED');
      expect(reply.text).not.toContain('CreateCampaign');
    },
  },
  ...[
    'query cop { __schema { directive } }',
    '{ campaing(id: 1) { id } }',
    '{ campaigns(operationID: 1) { totalCount } }',
    'query ($a: CreateCampaignInpu) { __typename }',
    'mutation { createCampaign(input: { typ: PREVIEW }) { __typename } }',
    'mutation { createCampaign(input: { type: PREVEW, name: "a", skillId: 1 }) { __typename } }',
    '{ operations { ... on WolkvoxOperations { id } } }',
    '{ operations @includ(if: true) { id } }',
  ].map((query) => ({
    title: `field suggestions: nothing is suggested for ${query} (finding: "Did you mean")`,
    run: async ({ graphql }: Target) => {
      const reply = await graphql(query);
      expectRefusal(reply, 200, 'GRAPHQL_VALIDATION_FAILED');
      expect(reply.text).not.toMatch(/did you mean/i);
    },
  })),
  {
    title: 'field suggestions: nothing is suggested for a key or an enum of the variables',
    run: async ({ graphql }) => {
      const document = 'mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename } }';
      const reply = await graphql(document, { input: { typ: 1, type: 'PREVEW', name: 'a', skillId: 1 } });
      expectRefusal(reply, 200, 'BAD_USER_INPUT');
      expect(reply.text).not.toMatch(/did you mean/i);
    },
  },
  ...['/graphiql', '/playground', '/console', '/graphql', '/altair', '/voyager', '/sandbox', '/'].map((path) => ({
    title: `IDE: ${path} shows no page (finding: GraphiQL, Playground)`,
    run: async ({ send }: Target) => {
      const reply = await send({ method: 'GET', path, headers: { accept: 'text/html' } });
      // `/` returns the path of GraphQL, in JSON.
      if (path === '/') expect([reply.status, JSON.parse(reply.text)]).toEqual([200, ROOT]);
      else expect(Math.floor(reply.status / 100)).toBe(4);
      expect(reply.headers['content-type'] ?? '').not.toContain('html');
      expect(reply.text).not.toMatch(/<|graphiql|playground/i);
    },
  })),
  {
    title: 'trace mode: no tracing, whatever headers request it (finding: tracing, exception or stacktrace)',
    run: async ({ graphql }) => {
      const headers = { 'apollo-tracing': '1', 'x-apollo-tracing': '1', 'apollo-federation-include-trace': 'ftv1' };
      const reply = await graphql('query cop { __typename }', {}, headers);
      expect(reply.body).toEqual({ data: { __typename: 'Query' } });
    },
  },
  {
    title: 'unhandled errors: an invalid document is rejected without a stack trace (finding: an exception)',
    run: async ({ graphql }) => expectRefusal(await graphql('qwerty cop { abc }'), 200, 'GRAPHQL_PARSE_FAILED'),
  },
];

launch([...OVERLOADING, ...TELLING], () => target);
