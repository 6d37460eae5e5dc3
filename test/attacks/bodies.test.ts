import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect } from '@jest/globals';

import { BODY_BYTES } from '../../src/config/http.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { canary, expectRefusal, launch, startTarget, type Attack, type Sending, type Target } from './support.js';

/** Bodies that are too large, invalid JSON, or JSON with another meaning than it seems to have. */
let target: Target;
beforeAll(async () => {
  // The rest of a rejected body of this length is read and dropped.
  target = await startTarget({ LIMIT_REQUEST_MS: '2000' });
});
afterAll(() => target.close());

const TEN_MEGABYTES = 10 * 1024 * 1024;
const FILLED = JSON.stringify({
  query: '{ __typename }',
  variables: { filler: canary('large').repeat(TEN_MEGABYTES / 20) },
});
const QUERY = '{"query":"{ __typename }"}';
const JSON_TYPE = { 'content-type': 'application/json' };
const creation = (input: string): string =>
  `{"query":${JSON.stringify(SAMPLE_OPERATION.document)},"variables":{"input":${input}}}`;

const rejected = (attack: string, sending: Sending, status: number | readonly number[] = 400): Attack => ({
  title: `rejects ${attack}`,
  run: async ({ send }) => expectRefusal(await send(sending), status, 'BAD_REQUEST'),
});
const badBody = (attack: string, body: string | Buffer): Attack => rejected(attack, { body });
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

const LARGE: readonly Attack[] = [
  rejected('10 MB with a length', { body: FILLED }, 413),
  rejected('10 MB in chunks', { body: FILLED, chunked: true }, 413),
  rejected('10 MB of spaces', { body: ' '.repeat(TEN_MEGABYTES) }, 413),
  rejected('10 MB of open lists in chunks', { body: '['.repeat(TEN_MEGABYTES), chunked: true }, 413),
  rejected('one byte more than is allowed', { body: QUERY + ' '.repeat(BODY_BYTES + 1 - QUERY.length) }, 413),
  {
    title: 'rejects a length of 10 TB that is only announced',
    run: async ({ raw }) => {
      const head =
        'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9999999999999\r\n\r\n{';
      const answer = await raw(head);
      expect(answer).toMatch(/^HTTP\/1\.1 413 /);
      expect(answer).toContain('"BAD_REQUEST"');
    },
  },
];

const NO_JSON: readonly Attack[] = [
  badBody('an empty body', ''),
  badBody('an open brace', '{'),
  badBody('truncated JSON', `{"query":"${canary('cut')}`),
  badBody('a string', `"${canary('text')}"`),
  badBody('null', 'null'),
  badBody('a number', '1e999'),
  badBody('an empty list', '[]'),
  badBody('an object without a query', '{}'),
  badBody('a query that is a list', `{"query":["${canary('list')}"]}`),
  badBody('a query that is an object', '{"query":{"toString":"{ __typename }"}}'),
  badBody('a query that is null', '{"query":null}'),
  badBody('an empty query', '{"query":""}'),
  badBody('variables that are a list', '{"query":"{ __typename }","variables":[1]}'),
  badBody('variables that are a string', '{"query":"{ __typename }","variables":"x"}'),
  badBody('extensions that are a string', '{"query":"{ __typename }","extensions":"x"}'),
  badBody('an operation name that is an object', '{"query":"query a { __typename }","operationName":{"a":1}}'),
  badBody('an invalid persisted query', '{"extensions":{"persistedQuery":{"version":9,"sha256Hash":"x"}}}'),
  badBody('100,000 open lists', '['.repeat(100_000)),
  badBody('70,000 open objects', '{"a":'.repeat(70_000)),
  badBody('100,000 empty objects', `{"query":"{ __typename }","variables":{"a":[${'{},'.repeat(100_000)}{}]}}`),
  badBody('bytes that are no UTF-8', bytes('{"query":"{ __typename }","x":"', [0xff, 0xfe, 0xc0, 0xaf], '"}')),
  badBody('a surrogate as UTF-8 bytes', bytes('{"query":"{ __typename }","x":"', [0xed, 0xa0, 0x80], '"}')),
  badBody('an overlong slash', bytes('{"query":"{ __typename }","x":"', [0xc0, 0xaf], '"}')),
  badBody('UTF-16', Buffer.from(QUERY, 'utf16le')),
  badBody('a NUL before the body', `\0${QUERY}`),
  badBody('a NUL in a string', '{"query":"{ __typename \0 }"}'),
  badBody('two bodies', `${QUERY}${QUERY}`),
  badBody('single quotes', "{'query':'{ __typename }'}"),
  badBody('a comment', `/* ${canary('comment')} */ ${QUERY}`),
  ...['gzip', 'deflate', 'br', 'zstd'].map((coding) =>
    rejected(
      `rejects a body with content-encoding ${coding}`,
      { headers: { ...JSON_TYPE, 'content-encoding': coding }, body: gzipSync(QUERY) },
      [400, 415],
    ),
  ),
  rejected(
    'a body in another character set',
    { headers: { 'content-type': 'application/json; charset=utf-7' }, body: bytes('{"query":"+AHs-', [0xe9], '"}') },
    [400, 415],
  ),
];

const INVALID_INPUT = {
  status: 200,
  codes: [],
  body: { data: { createCampaign: { __typename: 'WolkvoxInvalidInput', code: 'INVALID_INPUT' } } },
};
const invalid = (attack: string, input: string): Attack => ({
  title: `rejects ${attack}`,
  run: async ({ send }) => expect(await send({ body: creation(input) })).toMatchObject(INVALID_INPUT),
});

const OTHERWISE: readonly Attack[] = [
  invalid('a lone surrogate in a name', '{"type":"PREVIEW","name":"a\\ud800","skillId":"1"}'),
  invalid('a NUL in a name', `{"type":"PREVIEW","name":"${canary('nul')}\\u0000","skillId":"1"}`),
  invalid('line breaks in a name', `{"type":"PREVIEW","name":"${canary('crlf')}\\r\\nx-injected: 1","skillId":"1"}`),
  invalid(
    'a terminal escape in a description',
    '{"type":"PREVIEW","name":"a","description":"\\u001b[2J","skillId":"1"}',
  ),
  invalid('an id of 300,000 digits', `{"type":"PREVIEW","name":"a","skillId":"${'9'.repeat(300_000)}"}`),
  invalid('an id in other digits', '{"type":"PREVIEW","name":"a","skillId":"٤٠٢١"}'),
  invalid('an id that is a path', '{"type":"PREVIEW","name":"a","skillId":"../../1"}'),
  invalid('13 titles', `{"type":"PREVIEW","name":"a","skillId":"1","optionalFields":[${'"a",'.repeat(12)}"a"]}`),
  {
    title: 'rejects a number that JSON cannot represent',
    run: async ({ send }) => {
      const reply = await send({ body: creation('{"type":"PREVIEW","name":"a","skillId":1e400}') });
      expectRefusal(reply, 200, 'BAD_USER_INPUT');
    },
  },
  {
    title: 'executes only the last of duplicate keys',
    run: async ({ send }) => {
      const name = canary('twice');
      const first = `mutation { createCampaign(input: { type: PREVIEW, name: \\"${name}\\", skillId: 1 }) { __typename } }`;
      const reply = await send({ body: `{"query":"${first}","query":"{ __typename }"}` });
      expect(reply).toMatchObject({ status: 200, body: { data: { __typename: 'Query' } } });
    },
  },
  {
    title: 'checks keys behind a byte order mark',
    run: async ({ send }) => {
      const reply = await send({ body: `\uFEFF{"query":"{ __typename }","__proto__":{"variables":{}}}` });
      expectRefusal(reply, 400, 'BAD_REQUEST');
    },
  },
];

launch([...LARGE, ...NO_JSON, ...OTHERWISE], () => target);
