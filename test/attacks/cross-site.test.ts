import { afterAll, beforeAll, expect } from '@jest/globals';

import { canary, expectRefusal, launch, startTarget, type Attack, type Sending, type Target } from './support.js';

/** Requests that a foreign page can make a browser send without a preflight. None is served. */
let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.close());

const QUERY = encodeURIComponent('{ __typename }');
const MUTATION = encodeURIComponent(
  `mutation { createCampaign(input: { type: PREVIEW, name: "${canary('get')}", skillId: 1 }) { __typename } }`,
);
const JSON_BODY = JSON.stringify({ query: decodeURIComponent(MUTATION) });
const FORM_BODY = `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${JSON_BODY}\r\n--x--\r\n`;

const rejected = (attack: string, sending: Sending, status: number | readonly number[]): Attack => ({
  title: `rejects ${attack}`,
  run: async ({ send }) => expectRefusal(await send(sending), status, 'BAD_REQUEST'),
});
const posted = (type: string, body: string): Sending => ({ headers: { 'content-type': type }, body });

const ATTACKS: readonly Attack[] = [
  rejected('a query by GET without a preflight header', { method: 'GET', path: `/graphql?query=${QUERY}` }, 400),
  rejected('a mutation by GET', { method: 'GET', path: `/graphql?query=${MUTATION}` }, 400),
  {
    title: 'rejects a mutation by GET with a preflight header',
    run: async ({ send }) => {
      const headers = { 'apollo-require-preflight': 'yes' };
      const reply = await send({ method: 'GET', path: `/graphql?query=${MUTATION}`, headers });
      expect([400, 405]).toContain(reply.status);
      expect(reply.body.data ?? null).toBeNull();
      expect(reply.codes).toEqual(['BAD_REQUEST']);
    },
  },
  rejected('an urlencoded form', posted('application/x-www-form-urlencoded', `query=${MUTATION}`), 415),
  rejected('JSON with media type text/plain', posted('text/plain', JSON_BODY), [400, 415]),
  rejected(
    'JSON with media type text/plain with a charset',
    posted('text/plain; charset=utf-8', JSON_BODY),
    [400, 415],
  ),
  rejected('a multipart form', posted('multipart/form-data; boundary=x', FORM_BODY), 415),
  rejected(
    'text/plain that names application/json as well',
    posted('text/plain;application/json', JSON_BODY),
    [400, 415],
  ),
  rejected('text/plain before application/json', posted('text/plain, application/json', JSON_BODY), [400, 415]),
  rejected('JSON with a similar media type', posted('application/jsonp', JSON_BODY), 415),
  rejected('an invalid content type', posted('json', JSON_BODY), 415),
  {
    title: 'rejects a query in the URL of a posted form',
    run: async ({ send }) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      expectRefusal(await send({ path: `/graphql?query=${MUTATION}`, headers }), 415, 'BAD_REQUEST');
    },
  },
  {
    title: 'rejects a query in the URL of a POST without a body or a type',
    run: async ({ raw }) => {
      const answer = await raw(`POST /graphql?query=${QUERY} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(answer).toContain('"BAD_REQUEST"');
      expect(answer).not.toContain('"data"');
    },
  },
  {
    title: 'permits nothing to another origin, neither in a preflight nor in a response',
    run: async ({ send }) => {
      const origin = `https://${canary('origin')}.example`;
      const before = await send({
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
      const after = await send({ headers: { origin }, body: JSON.stringify({ query: '{ __typename }' }) });
      const none = await send({ headers: { origin: 'null' }, body: JSON.stringify({ query: '{ __typename }' }) });
      for (const { headers } of [before, after, none])
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control-allow'))).toEqual([]);
    },
  },
];

launch(ATTACKS, () => target);
