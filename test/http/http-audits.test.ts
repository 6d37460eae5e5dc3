import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';

import { startProduct, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

let upstream: Upstream;
let product: Product;
beforeAll(async () => {
  upstream = await startUpstream(() => created());
  product = await startProduct(upstream.url);
});
afterAll(() => Promise.all([product.close(), upstream.close()]));

/**
 * The audits send GET requests that a page of any origin could send, which the CSRF prevention of Apollo rejects. The
 * auditor adds the header that the rejection requires.
 */
const fetchAsMeant: typeof fetch = (url, init) => {
  const headers = new Headers(init?.headers);
  headers.set('apollo-require-preflight', 'true');
  return fetch(url, { ...init, headers });
};

// A function, because the audits are listed before the server listens.
const audits = serverAudits({ url: () => `${product.url}/graphql`, fetchFn: fetchAsMeant });

describe('GraphQL over HTTP audits of graphql-http', () => {
  it('include all 61 audits', () => {
    expect(new Set(audits.map(({ id }) => id)).size).toBe(61);
    expect(audits).toHaveLength(61);
  });

  // Only 'ok' counts: a failed SHOULD or MAY would be a warning or a notice.
  it.each(audits)('$id $name', async ({ fn }) => {
    const result = await fn();
    expect([result.status, 'reason' in result ? result.reason : '']).toEqual(['ok', '']);
  });
});

describe('simple cross-site request', () => {
  const mutation = 'mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1 }) { __typename } }';

  it.each([
    ['a GET', '?query={__typename}', {}],
    ['a mutation by GET', `?query=${encodeURIComponent(mutation)}`, {}],
    ['a POST of text/plain', '', { method: 'POST', body: JSON.stringify({ query: mutation }) }],
    [
      'a POST with content type text/plain',
      '',
      { method: 'POST', body: mutation, headers: { 'content-type': 'text/plain' } },
    ],
  ])('is rejected by CSRF prevention: %s', async (_what, search, init) => {
    const response = await fetch(`${product.url}/graphql${search}`, init);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('Cross-Site Request Forgery'), extensions: { code: 'BAD_REQUEST' } }],
    });
    expect(upstream.seen).toEqual([]);
  });
});
