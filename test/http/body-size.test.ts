import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { BODY_BYTES } from '../../src/config/http.js';
import { MAX_OPTIONAL_FIELDS, MAX_TEXT_LENGTH } from '../../src/domain/input-rules.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { PREVIEW, startProduct, type Product } from '../support/product.js';
import { created, startUpstream, type Upstream } from '../support/upstream.js';

let upstream: Upstream;
let product: Product;
beforeAll(async () => {
  upstream = await startUpstream(() => created());
  product = await startProduct(upstream.url);
});
afterAll(() => Promise.all([product.close(), upstream.close()]));

const text = '\u00f1'.repeat(MAX_TEXT_LENGTH);
const LARGEST = {
  ...PREVIEW,
  name: text,
  description: text,
  optionalFields: Array.from({ length: MAX_OPTIONAL_FIELDS }, () => text),
};

it('the largest creation is accepted, even if its client escapes every character', async () => {
  const written = JSON.stringify({ query: SAMPLE_OPERATION.document, variables: { input: LARGEST } });
  const body = written.replaceAll('\u00f1', '\\u00f1');
  const room = BODY_BYTES - body.length;
  // Otherwise the limit would be higher than necessary.
  expect(room).toBeLessThan(BODY_BYTES / 5);

  const { data } = await product.post(body);
  expect(data?.createCampaign).toMatchObject({ __typename: 'CreateCampaignSuccess' });
  expect(JSON.parse(upstream.seen[0]?.body ?? '')).toMatchObject({ campaign_name: text, opt12: text });
});

it('a body with one byte more than the limit is rejected', async () => {
  expect((await product.post(' '.repeat(BODY_BYTES + 1))).status).toBe(413);
});
