import { fileURLToPath } from 'node:url';

import { ApolloServerErrorCode } from '@apollo/server/errors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';

import {
  createCampaign,
  getCampaign,
  listCampaigns,
  listSkills,
  RequestFailed,
  withFetch,
  type Run,
} from '../../client/src/index.js';
import { FAILURES } from '../../src/domain/failure.js';
import { startSimulator, type PresetName, type Simulator } from '../../packages/simulator/src/simulator.js';
import { PREVIEW, startProduct, TOKEN, type Product } from '../support/product.js';
import { closedPort, httpAnswer, startRawUpstream } from '../support/raw-upstream.js';
import { AUDIENCE, ISSUER, keyPair, sign, startKeyServer } from '../support/tokens.js';
import { startUpstream } from '../support/upstream.js';
import { RUNS } from './runs.js';

let simulator: Simulator;
let product: Product;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
});
afterAll(() => simulator.close());
afterEach(() => simulator.reset());

/** Returns the RequestFailed that a call throws. */
async function failure(call: Promise<unknown>): Promise<RequestFailed> {
  const thrown: unknown = await call.then(
    (result) => ({ result }),
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(RequestFailed);
  return thrown as RequestFailed;
}

/** Starts a product for one test. */
async function withProduct(variables: Record<string, string>, use: (url: string) => Promise<void>): Promise<void> {
  const own = await startProduct(simulator.url, variables);
  try {
    await use(own.url);
  } finally {
    await own.close();
  }
}

const document = (text: string) => parse(text) as TypedDocumentNode<Record<string, unknown>, object>;

describe.each(RUNS)('RequestFailed with %s', (_name, runAt) => {
  // One server for each, because it caches failures.
  beforeEach(async () => {
    product = await startProduct(simulator.url, { CACHE_TTL_MS: '0' });
  });
  afterEach(() => product.close());

  it.each<[PresetName, string]>([
    ['invalid-token', 'UPSTREAM_AUTHENTICATION'],
    ['unknown-api', 'UPSTREAM_CONTRACT'],
  ])('reports errors that only an operator can fix, with the id of the log entry: %s', async (preset, code) => {
    simulator.behave({ preset });
    const failed = await failure(createCampaign(runAt(product.url), PREVIEW));
    expect(failed).toMatchObject({ code, outcomeUnknown: false, message: expect.stringContaining('administrator') });
    expect(product.logs()).toContainEqual(expect.objectContaining({ errorId: failed.errorId, code }));
  });

  it('reports missing authentication', () =>
    withProduct({ AUTH_MODE: 'router', AUTH_ROUTER_SECRET: 'router-secret-0123456789' }, async (url) => {
      const authFailure = await failure(createCampaign(runAt(url), PREVIEW));
      expect(authFailure).toMatchObject({ code: 'UNAUTHENTICATED', httpStatus: 401, outcomeUnknown: false });
      const reader = {
        'router-authorization': 'router-secret-0123456789',
        'x-caller-id': 'ana',
        'x-caller-scopes': 'campaigns:read',
      };
      expect(await listSkills(runAt(url, reader))).toHaveLength(3);
      expect(await failure(createCampaign(runAt(url, reader), PREVIEW))).toMatchObject({
        code: 'FORBIDDEN',
        outcomeUnknown: false,
      });
      expect(simulator.campaigns()).toEqual([]);
    }));

  it('reports unavailable authentication', async () => {
    const keys = await startKeyServer();
    keys.answer = () => ({ status: 500, body: '' });
    const jwt = { AUTH_MODE: 'jwt', AUTH_JWT_JWKS_URL: keys.url, AUTH_JWT_ISSUER: ISSUER, AUTH_JWT_AUDIENCE: AUDIENCE };
    await withProduct(jwt, async (url) => {
      const run = runAt(url, { authorization: `Bearer ${await sign(keyPair('ours'))}` });
      expect(await failure(createCampaign(run, PREVIEW))).toMatchObject({
        code: 'AUTHENTICATION_UNAVAILABLE',
        httpStatus: 503,
        outcomeUnknown: false,
      });
    });
    await keys.close();
  });

  it('reports the delay after a rate limit', () =>
    withProduct({ LIMIT_REQUESTS_PER_MINUTE: '1' }, async (url) => {
      const run = runAt(url);
      await listSkills(run);
      expect(await failure(createCampaign(run, PREVIEW))).toMatchObject({
        code: 'RATE_LIMITED',
        httpStatus: 429,
        retryAfterMs: expect.any(Number),
        outcomeUnknown: false,
      });
    }));

  it('reports why a read failed', async () => {
    simulator.behave({ preset: 'maintenance' });
    expect(await failure(getCampaign(runAt(product.url), 'default:1'))).toMatchObject({
      code: 'MAINTENANCE',
      extensions: { retryable: true },
      outcomeUnknown: false,
    });
  });

  it('has an unknown outcome for a creation whose response was lost, and none for a read', async () => {
    const raw = await startRawUpstream(({ reset }) => reset());
    const run = runAt(raw.url);
    const lost = await failure(createCampaign(run, PREVIEW));
    expect(lost).toMatchObject({ code: 'NETWORK', outcomeUnknown: true, httpStatus: undefined });
    expect(String(lost.cause)).toContain('fetch failed');
    expect(raw.requests.map(({ method }) => method)).toEqual(['POST']);
    expect(await failure(listSkills(run))).toMatchObject({ code: 'NETWORK', outcomeUnknown: false });
    await raw.close();
    const nobody = `http://127.0.0.1:${await closedPort()}`;
    expect(await failure(createCampaign(runAt(nobody), PREVIEW))).toMatchObject({
      code: 'NETWORK',
      outcomeUnknown: true,
    });
  });

  it('has an unknown outcome if the connection is lost within the response', async () => {
    const raw = await startRawUpstream(({ socket }) => {
      const answer = httpAnswer('{"data":{"createCampaign":null}}', {
        headers: { 'Content-Type': 'application/json' },
      });
      socket.end(answer.subarray(0, -10));
    });
    expect(await failure(createCampaign(runAt(raw.url), PREVIEW))).toMatchObject({
      code: 'NETWORK',
      outcomeUnknown: true,
    });
    await raw.close();
  });

  it.each<[string, number, string | object, string]>([
    ['a page of a proxy', 502, '<html>', 'text/html'],
    ['a page of a proxy that calls itself JSON', 504, '<html>', 'application/json'],
    ['a page in place of an answer', 200, '<html>', 'application/json'],
    ['the JSON of something else', 403, { error: 'forbidden' }, 'application/json'],
    ['no data and no errors', 200, {}, 'application/json'],
    ['null for a creation without a reason', 200, { data: { createCampaign: null } }, 'application/json'],
  ])('reports an unreadable response: %s', async (_what, status, body, type) => {
    const proxy = await startUpstream(() => ({ status, body, headers: { 'content-type': type } }));
    const failed = await failure(createCampaign(runAt(proxy.url), PREVIEW));
    expect(failed).toMatchObject({ code: 'UNREADABLE', outcomeUnknown: true });
    if (status !== 200) expect(failed.httpStatus).toBe(status);
    await proxy.close();
  });

  it.each<[string, unknown]>([
    ['one that hides what failed', [{ message: 'Unexpected error.' }]],
    [
      'one with a word of its own',
      [{ message: 'x', path: ['createCampaign'], extensions: { code: 'SUBREQUEST_ERROR' } }],
    ],
  ])('does not take an error of a gateway as proof that nothing happened: %s', async (_what, errors) => {
    const gateway = await startUpstream(() => ({ status: 200, body: { data: { createCampaign: null }, errors } }));
    const failed = await failure(createCampaign(runAt(gateway.url), PREVIEW));
    expect(['UNKNOWN', 'SUBREQUEST_ERROR']).toContain(failed.code);
    expect(failed.outcomeUnknown).toBe(true);
    await gateway.close();
  });

  it('ends with its signal and sends nothing after it', async () => {
    const raw = await startRawUpstream(() => undefined);
    const run = runAt(raw.url);
    const stop = new AbortController();
    const call = failure(createCampaign(run, PREVIEW, { signal: stop.signal }));
    await raw.until(() => raw.requests.length === 1);
    stop.abort();
    expect(await call).toMatchObject({ code: 'ABORTED', outcomeUnknown: true });
    expect(await failure(createCampaign(run, PREVIEW, { signal: stop.signal }))).toMatchObject({
      code: 'ABORTED',
      outcomeUnknown: false,
    });
    expect(raw.requests).toHaveLength(1);
    await raw.close();
  });

  it('contains the outcome of a creation whose response failed', async () => {
    simulator.behave({ preset: 'maintenance', api: 'token_info' });
    const asked = document(
      `mutation($input: CreateCampaignInput!) { createCampaign(input: $input) { __typename ... on CreateCampaignSuccess { campaign { operation { tokenUsage { limit } } } } } }`,
    );
    const failed = await failure(runAt(product.url)(asked, { input: PREVIEW }));
    const [campaign] = simulator.campaigns();
    expect(failed).toMatchObject({
      code: 'MAINTENANCE',
      mutation: { field: 'createCampaign', outcome: 'success', id: `default:${campaign?.campaign_id ?? ''}` },
      outcomeUnknown: false,
    });
  });

  it('contains the other creations of the same request', async () => {
    simulator.behave({ times: 1, create: true });
    simulator.behave({ preset: 'invalid-token', queue: true });
    const asked = document(
      `mutation($input: CreateCampaignInput!) { a: createCampaign(input: $input) { __typename } b: createCampaign(input: $input) { __typename } }`,
    );
    expect(await failure(runAt(product.url)(asked, { input: PREVIEW }))).toMatchObject({
      code: 'UPSTREAM_AUTHENTICATION',
      data: { a: { __typename: 'CreateCampaignSuccess' }, b: null },
    });
  });

  it('is passed to onPartial, and not thrown, if a part could not be read', async () => {
    simulator.addCampaign({ name: 'Cobranza', type: 'preview', skillId: '4021' });
    simulator.behave({ preset: 'maintenance', api: 'skills', times: 'always' });
    const partly: RequestFailed[] = [];
    const { nodes } = await listCampaigns(runAt(product.url), {}, { onPartial: (failed) => partly.push(failed) });
    expect(nodes).toMatchObject([{ name: 'Cobranza', skill: { name: null } }]);
    expect(partly).toMatchObject([{ code: 'MAINTENANCE', outcomeUnknown: false }]);
  });
});

describe('codes that promise that nothing happened', () => {
  /** Codes of a mutation in errors[], and whether something may have happened. */
  const codes: Record<string, boolean> = {
    ...Object.fromEntries(
      Object.values<string>(ApolloServerErrorCode).map((code) => [code, code === 'INTERNAL_SERVER_ERROR']),
    ),
    ...Object.fromEntries(
      Object.entries(FAILURES)
        .filter(([, { exposedAs }]) => exposedAs === 'error')
        .map(([code, { happened }]) => [code, happened !== 'no']),
    ),
    ...Object.fromEntries(
      [
        'UNAUTHENTICATED',
        'FORBIDDEN',
        'LIMIT_EXCEEDED',
        'RATE_LIMITED',
        'QUERY_NOT_IN_SAFELIST',
        'SHUTTING_DOWN',
        'AUTHENTICATION_UNAVAILABLE',
      ].map((code) => [code, false]),
    ),
  };

  it.each(Object.entries(codes))('%s has the outcome: may have happened %s', (code, outcomeUnknown) => {
    const errors = [{ message: '', extensions: { code } }];
    expect(new RequestFailed({ mutation: true, errors }).outcomeUnknown).toBe(outcomeUnknown);
  });

  it('apply to their own field, not to one above', () => {
    const errors = [{ message: '', path: ['createCampaign', 'campaign'], extensions: { code: 'FORBIDDEN' } }];
    expect(new RequestFailed({ mutation: true, errors }).outcomeUnknown).toBe(true);
  });
});

describe('withFetch', () => {
  const seenBy = async (use: (url: string) => Promise<unknown>) => {
    const upstream = await startUpstream(() => ({ status: 200, body: { data: { skills: [] } } }));
    await use(upstream.url);
    await upstream.close();
    return upstream.seen.map(({ headers }) => headers);
  };

  it('sends the language, and calls the headers function for each request', async () => {
    let tokens = 0;
    const seen = await seenBy(async (url) => {
      const run = withFetch({ url, language: 'es', headers: () => ({ authorization: `Bearer ${(tokens += 1)}` }) });
      await listSkills(run);
      await listSkills(run);
    });
    expect(seen).toMatchObject([
      { 'accept-language': 'es', authorization: 'Bearer 1' },
      { 'accept-language': 'es', authorization: 'Bearer 2' },
    ]);
  });

  it('propagates errors of the headers function', async () => {
    const expired = new Error('The session has ended.');
    const seen = await seenBy((url) =>
      expect(listSkills(withFetch({ url, headers: () => Promise.reject(expired) }))).rejects.toBe(expired),
    );
    expect(seen).toEqual([]);
  });

  it('uses the provided fetch', async () => {
    const asked: unknown[] = [];
    const run: Run = withFetch({
      url: 'https://wolkvox.example/graphql',
      fetch: (url, init) => {
        asked.push([url, init?.method]);
        return Promise.resolve(Response.json({ data: { skills: [] } }));
      },
    });
    expect(await listSkills(run)).toEqual([]);
    expect(asked).toEqual([['https://wolkvox.example/graphql', 'POST']]);
  });

  it('sends hashes of trusted documents', () => {
    const manifest = new URL('../../client/src/generated/persisted-documents.json', import.meta.url);
    return withProduct({ TRUSTED_DOCUMENTS_FILE: fileURLToPath(manifest) }, async (url) => {
      const options = { url: `${url}/graphql` };
      const run = withFetch({ ...options, trustedDocuments: true });
      expect(await listSkills(run)).toHaveLength(3);
      expect(await createCampaign(run, PREVIEW)).toMatchObject({ __typename: 'CreateCampaignSuccess' });
      expect(await failure(createCampaign(withFetch(options), PREVIEW))).toMatchObject({
        code: 'QUERY_NOT_IN_SAFELIST',
        outcomeUnknown: false,
      });
    });
  });
});
