import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { PREVIEW, startProduct, type Product } from '../support/product.js';
import { AUDIENCE, ISSUER, keyPair, pem, sign } from '../support/tokens.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';
import { until } from '../support/until.js';

const ours = keyPair('ours');

describe('audit log with authenticated callers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wolkvox-audit-'));
  let upstream: Upstream;
  let product: Product;
  beforeAll(async () => {
    const keyFile = join(folder, 'key.pem');
    writeFileSync(keyFile, pem(ours));
    upstream = await startUpstream(() => created());
    product = await startProduct(upstream.url, {
      AUTH_MODE: 'jwt',
      AUTH_JWT_KEY_FILE: keyFile,
      AUTH_JWT_ISSUER: ISSUER,
      AUTH_JWT_AUDIENCE: AUDIENCE,
      AUTH_JWT_OPERATIONS_CLAIM: 'operations',
    });
  });
  afterAll(async () => {
    await Promise.all([product.close(), upstream.close()]);
    rmSync(folder, { recursive: true });
  });

  const headersOf = async (claims: Record<string, unknown>, requestId: string) => ({
    authorization: `Bearer ${await sign(ours, { operations: ['default'], ...claims })}`,
    'x-request-id': requestId,
  });
  const auditOf = (requestId: string) =>
    product.logs().filter((line) => line.msg === 'audit' && line.requestId === requestId);
  const metrics = async (): Promise<string> => (await fetch(`${product.url}/metrics`)).text();

  it('records actor, mutation and operation', async () => {
    await product.create({ ...PREVIEW, idempotencyKey: 'a-key' }, await headersOf({}, 'made'));
    expect(auditOf('made')).toEqual([
      expect.objectContaining({
        actor: 'ana',
        mutation: 'createCampaign',
        operation: 'default',
        type: 'PREVIEW',
        outcome: 'success',
        campaignId: '1287',
        replayed: false,
        hasIdempotencyKey: true,
      }),
    ]);
  });

  it('contains no e-mail address', async () => {
    await product.create(PREVIEW, await headersOf({ sub: 'ana@example.com' }, 'mail'));
    expect(auditOf('mail')[0]?.actor).toMatch(/^sha256:[0-9a-f]{16}$/);
    expect(JSON.stringify(product.logs())).not.toContain('ana@example.com');
  });

  it('has a line for each creation that is denied before its resolver, with type and operation', async () => {
    const document = `mutation M ($type: CampaignType! = PREDICTIVE, $id: ID) {
      a: createCampaign(input: { type: $type, operationId: $id, name: "x", skillId: 1 }) { __typename }
      ...F
    }
    fragment F on Mutation {
      b: createCampaign(input: { type: PREVIEW, operationId: "unheard", name: "x", skillId: 1 }) { __typename }
    }`;
    await product.query(document, { id: 'default' }, await headersOf({ scope: 'campaigns:read' }, 'denied'));
    const denied = { actor: 'ana', outcome: 'FORBIDDEN', replayed: false, hasIdempotencyKey: false };
    await until(() => auditOf('denied').length > 1, 'both denials are logged');
    expect(auditOf('denied')).toEqual([
      expect.objectContaining({ ...denied, operation: 'default', type: 'PREDICTIVE' }),
      expect.objectContaining({ ...denied, operation: null, type: 'PREVIEW' }),
    ]);
  });

  it('has one line for a creation in an operation that the caller may not use', async () => {
    await product.create(PREVIEW, await headersOf({ operations: ['elsewhere'] }, 'elsewhere'));
    expect(auditOf('elsewhere')).toEqual([
      expect.objectContaining({ operation: 'default', type: 'PREVIEW', outcome: 'FORBIDDEN' }),
    ]);
  });

  it('and metrics count forbidden mutations', async () => {
    await product.query('{ __typename }');
    await product.query('{ operations { id } }', {}, await headersOf({ scope: '' }, 'scopeless'));
    const scrape = await metrics();
    expect(scrape).toMatch(/wolkvox_graphql_rejected_requests_total\{reason="unauthenticated"\} [1-9]/);
    expect(scrape).toMatch(/wolkvox_graphql_rejected_requests_total\{reason="forbidden"\} [1-9]/);
    expect(scrape).toMatch(/wolkvox_graphql_mutations_total\{.*outcome="FORBIDDEN".*\} [1-9]/);
  });
});
