import { afterAll, beforeAll, expect } from '@jest/globals';

import { canary, expectRefusal, launch, startTarget, type Attack, type Target } from './support.js';

/** Headers that try to inject into a response, a log line or an upstream request. */
let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const QUERY = '{"query":"{ __typename }"}';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const request = (headers: string, path = '/graphql'): string =>
  `POST ${path} HTTP/1.1\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: ${QUERY.length}\r\n${headers}\r\n\r\n${QUERY}`;
const requestIdOf = (answer: string): string | undefined => /^x-request-id: (.*)$/im.exec(answer)?.[1]?.trim();

const REQUEST_IDS: readonly Attack[] = [
  ...[
    ['bytes above ASCII', 'caf\xe9'],
    ['a terminal escape', '\x1b[31m'],
    ['quotes and braces', `"}{"level":60,"msg":"${canary('id')}"`],
    ['a tabulator', 'a\tb'],
    ['HTML', `<script>${canary('id')}</script>`],
    ['65 letters', 'a'.repeat(65)],
    ['10,000 letters', 'a'.repeat(10_000)],
    ['nothing', ''],
    ['a space inside', `${canary('id')} b`],
    ['line breaks that are encoded', `${canary('id')}%0d%0aset-cookie:a=b`],
    ['a Unicode line break', Buffer.from(`${canary('id')}\u2028\u0085`).toString('latin1')],
  ].map(([what, id]) => ({
    title: `replaces an x-request-id with ${what}`,
    run: async ({ raw }: Target) => {
      const answer = await raw(request(`host: localhost\r\nx-request-id: ${id}`));
      expect(answer).toMatch(/^HTTP\/1\.1 (200|400) /);
      if (answer.startsWith('HTTP/1.1 200')) expect(requestIdOf(answer)).toMatch(UUID);
    },
  })),
  {
    title: 'replaces a duplicate x-request-id',
    run: async ({ raw }) => {
      const answer = await raw(request('host: localhost\r\nx-request-id: one\r\nx-request-id: two'));
      expect(requestIdOf(answer)).toMatch(UUID);
    },
  },
];

const HOSTS: readonly Attack[] = [
  ...[
    'evil.example',
    'a:99999',
    'a b',
    '[::1',
    '@',
    '',
    '../..',
    `${canary('host')}.example`,
    'a,b',
    'xn--',
    '\xff',
  ].map((host) => ({
    title: `rejects the Host ${JSON.stringify(host)} without an internal error`,
    run: async ({ raw }: Target) => {
      const answer = await raw(request(`host: ${host}`));
      expect(answer).toMatch(/^HTTP\/1\.1 (400|421) /);
      expect(answer).not.toMatch(/^location:/im);
      if (host.includes('.example')) expect(answer).not.toContain(host);
    },
  })),
  {
    title: 'ignores X-Forwarded-Host and similar headers',
    run: async ({ send }) => {
      const host = `${canary('forwarded')}.example`;
      const headers = {
        'x-forwarded-host': host,
        forwarded: `host=${host}`,
        'x-forwarded-proto': 'javascript',
        'x-original-url': '/metrics',
        'x-rewrite-url': '/metrics',
        'x-http-method-override': 'DELETE',
      };
      const reply = await send({ headers, body: QUERY });
      expect(reply).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
    },
  },
  {
    title: 'accepts X-Forwarded-For with 500 addresses or invalid ones',
    run: async ({ send }) => {
      for (const value of [
        Array.from({ length: 500 }, (_, n) => `10.0.0.${n}`).join(','),
        canary('address'),
        "1'; --",
        '',
      ])
        expect((await send({ headers: { 'x-forwarded-for': value }, body: QUERY })).status).toBe(200);
    },
  },
];

/** The response is identical in each of the two languages, for every header value. */
const LANGUAGES: readonly Attack[] = [
  ['10,000 letters', 'e'.repeat(10_000)],
  ['thousands of regions', Array.from({ length: 2_000 }, (_, n) => `es-${n}`).join(',')],
  ['as many as are still read', Array.from({ length: 36 }, (_, n) => `es-x${n % 10}`).join(',')],
  ['weights that are none', 'es;q=NaN,en;q=1e999,*;q=-1,es;q=;q=__proto__'],
  ['names of prototypes', '__proto__,constructor;q=0.9,toString'],
  ['quotes that do not end', `es;q="${canary('language')}`],
  ['bytes above ASCII', 'espa\xf1ol,\xff'],
  ['HTML', `<script>${canary('language')}</script>`],
  ['nothing but signs', ',;=,;;==--**"'],
  ['a header of our own within it', `es%0d%0ax-evil: ${canary('language')}`],
].map(([what, header = '']) => ({
  title: `does not repeat Accept-Language with ${what}`,
  run: async ({ raw }: Target) => {
    // Its error is localized.
    const answer = await raw(request(`host: evil.example\r\naccept-language: ${header}`));
    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    expect(/^content-language: (.*)$/im.exec(answer)?.[1]?.trim()).toMatch(/^(en|es)$/);
    expect(answer).not.toMatch(/^x-evil:/im);
  },
}));

const NAMES: readonly Attack[] = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'].map((name) => ({
    title: `accepts a header named ${name}`,
    run: async ({ raw }: Target) => {
      const answer = await raw(request(`host: localhost\r\n${name}: ${canary('name')}\r\n${name}: again`));
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    },
  })),
  {
    title: 'does not forward wolkvox-token, cookies and authorization of the client',
    run: async ({ graphql, upstream }) => {
      const before = upstream.seen.length;
      const secret = canary('passed');
      await graphql(
        '{ skills { id } }',
        {},
        { 'wolkvox-token': secret, cookie: `a=${secret}`, authorization: `Basic ${secret}`, 'x-forwarded-for': secret },
      );
      const [seen] = upstream.seen.splice(before);
      expect(JSON.stringify(seen)).not.toContain(secret);
      expect(Object.keys(seen?.headers ?? {}).sort()).toEqual([
        'accept-encoding',
        'connection',
        'content-type',
        'host',
        'user-agent',
        'wolkvox-token',
      ]);
    },
  },
  ...['Accept', 'Accept-Encoding', 'Content-Type', 'Origin', 'Apollo-Require-Preflight', 'Cache-Control', 'Range'].map(
    (name) => ({
      title: `accepts ${name} with 10,000 unusual characters`,
      run: async ({ send }: Target) => {
        const value = `${'*/*;q=0.000,'.repeat(800)}${canary('odd')}`;
        const reply = await send({ headers: { [name.toLowerCase()]: value }, body: QUERY });
        expect(reply.status).toBeLessThan(500);
        expect(reply.codes).not.toContain('INTERNAL_SERVER_ERROR');
      },
    }),
  ),
];

/** No response quotes a URL. */
const ADDRESSES: readonly Attack[] = [
  ...[
    '/%',
    '/%ff',
    '/%00',
    '/..%2f..%2fetc/passwd',
    '/graphql/..;/metrics',
    `/${canary('path')}`,
    '//evil.example/graphql',
    '/graphql%20',
    '/GRAPHQL',
    '/__proto__',
    '/graphql\\..\\x',
  ].map((path) => ({
    title: `rejects the URL ${path} with 4xx without quoting it`,
    run: async ({ raw }: Target) => {
      const answer = await raw(request('host: localhost', path));
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).not.toContain('evil');
    },
  })),
  ...[
    '%',
    '%ff',
    'query=%',
    'query=%ff&variables=%',
    'query={__typename}&variables={',
    'query[]=1&query[]=2',
    '__proto__[a]=1&query={__typename}',
  ].map((search) => ({
    title: `handles the query string ${search} without an internal error`,
    run: async ({ send }: Target) => {
      const headers = { 'apollo-require-preflight': 'yes' };
      const reply = await send({ method: 'GET', path: `/graphql?${search}`, headers });
      if (reply.status !== 200) expectRefusal(reply, 400, 'BAD_REQUEST');
      else expect(reply.codes).not.toContain('INTERNAL_SERVER_ERROR');
    },
  })),
];

launch([...REQUEST_IDS, ...HOSTS, ...LANGUAGES, ...NAMES, ...ADDRESSES], () => target);
