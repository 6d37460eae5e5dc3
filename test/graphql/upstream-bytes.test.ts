import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { afterEach, describe, expect, it } from '@jest/globals';

import { PREVIEW, startProduct, type Product } from '../support/product.js';
import { httpAnswer, startRawUpstream, type Answering, type RawUpstream } from '../support/raw-upstream.js';

let upstream: RawUpstream;
let product: Product;
afterEach(async () => {
  await product.close();
  await upstream.close();
});

/** Starts a product with an upstream that responds to each `api` with these bytes. */
async function start(answers: Readonly<Record<string, Buffer>>): Promise<void> {
  const answering: Answering = ({ request, socket }) => {
    const api = new URL(request.target, 'http://localhost').searchParams.get('api') ?? '';
    socket.write(answers[api] ?? httpAnswer('{"code":404,"error":"Not Found","msg":"?"}', { status: '404 Not Found' }));
  };
  upstream = await startRawUpstream(answering);
  product = await startProduct(upstream.url);
}

const ok = (body: string | Buffer, headers: Record<string, string> = {}): Buffer =>
  httpAnswer(body, { status: '200 OK', headers });
const created = (body: string | Buffer, headers: Record<string, string> = {}): Buffer =>
  httpAnswer(body, { status: '201 Created', headers });

const rows = (...names: string[]) =>
  names.map((name, nth) => ({
    campaign_id: String(nth + 1),
    campaign_name: name,
    type_campaign: 'preview',
    skill_id: '7',
  }));
const list = (fields: object = {}): string => JSON.stringify({ code: '200', error: null, msg: '', ...fields });
const ONE = list({ data: rows('Señores') });

async function readNames(): Promise<unknown> {
  const { data, errors } = await product.query('{ campaigns { nodes { name } } }');
  if (errors !== undefined) return errors.map(({ extensions: { code } }) => code);
  return (data as { campaigns: { nodes: { name: string }[] } }).campaigns.nodes.map(({ name }) => name);
}
const warnings = (message: string) => product.logs().filter(({ msg }) => msg === message);

describe('list in HTTP 200 with unusual codes', () => {
  const data = rows('Cobranza', 'Encuesta');
  it.each<[string, object]>([
    ['"0"', { code: '0' }],
    ['0', { code: 0 }],
    ['""', { code: '' }],
    ['" 0 "', { code: ' 0 ' }],
    ['null', { code: null }],
    ['none', { code: undefined }],
    ['none, and the error "null"', { code: undefined, error: 'null' }],
    ['none, and no error', { code: undefined, error: undefined }],
  ])('is read with code %s if it has rows', async (_code, fields) => {
    await start({ campaigns: ok(list({ data, ...fields })) });
    expect(await readNames()).toEqual(['Cobranza', 'Encuesta']);
  });

  it.each<[string, object]>([
    ['no rows', { data: [] }],
    ['no data', { data: undefined }],
    ['an empty object', { data: {} }],
    ['an error', { data, error: 'Not Found' }],
    ['a code that is text', { data, code: 'OK' }],
    ['a code that is false', { data, code: false }],
  ])('is not read without a code if it has %s', async (_what, fields) => {
    await start({ campaigns: ok(list({ code: '', ...fields })) });
    expect(await readNames()).toEqual(['UNREACHABLE']);
  });

  it.each(['404 Not Found', '500 Internal Server Error', '302 Found'])('is not read with %s', async (status) => {
    await start({ campaigns: httpAnswer(list({ code: '', data }), { status }) });
    expect(await readNames()).toEqual(['UNREACHABLE']);
  });

  it.each(['0', 0, '', null, undefined])('does not make a creation a success: code %p', async (code) => {
    const body = { code, error: null, msg: '', data: [{ id_campaign: '9', name_campaign: 'Encuesta' }] };
    await start({ create_campaign: created(JSON.stringify(body)) });
    const { data: result } = await product.create(PREVIEW);
    expect(result?.createCampaign).toMatchObject({ __typename: 'WolkvoxOutcomeUnknown', code: 'OUTCOME_UNKNOWN' });
  });
});

describe('PHP containers', () => {
  const [first, second] = rows('Cobranza', 'Encuesta');
  it.each<[string, unknown, string[]]>([
    ['an object with gaps', { 1: first, 3: second }, ['Cobranza', 'Encuesta']],
    ['an object from 0', { 0: first, 1: second }, ['Cobranza', 'Encuesta']],
    ['an object of one row', { 5: first }, ['Cobranza']],
    ['a row without a list', first, ['Cobranza']],
    ['an empty object', {}, []],
    ['null', null, []],
    ['""', '', []],
    ['blanks', '  ', []],
    ['nothing', undefined, []],
    ['an empty list', [], []],
  ])('campaigns are read from %s', async (_what, data, names) => {
    await start({ campaigns: ok(list({ data })) });
    expect(await readNames()).toEqual(names);
  });

  it.each<[string, unknown]>([
    ['false', false],
    ['a number', 0],
    ['text', 'ok'],
  ])('campaigns are not read from %s', async (_what, data) => {
    await start({ campaigns: ok(list({ data })) });
    expect(await readNames()).toEqual(['UNREACHABLE']);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['nothing', undefined],
    ['an empty object', {}],
  ])('campaigns are not read from %s if the message has a count', async (_what, data) => {
    await start({ campaigns: ok(list({ msg: '2 records were found', data })) });
    expect(await readNames()).toEqual(['UNREACHABLE']);
  });

  it('skills and token_info are read from objects', async () => {
    await start({
      campaigns: ok(ONE),
      skills: ok(list({ data: { 2: { skill_id: '7', skill_name: 'Cartera' }, 9: { skill_id: '8' } } })),
      token_info: ok(list({ data: { 0: { token_limit: '12000', token_use_today: '7', all_token_today: '9' } } })),
    });
    const { data } = await product.query('{ skill(id: "default:7") { name } operations { tokenUsage { limit } } }');
    expect(data).toEqual({ skill: { name: 'Cartera' }, operations: [{ tokenUsage: { limit: 12_000 } }] });
  });

  it.each<[string, unknown]>([
    ['an object from 0', { 0: { id_campaign: '1287', name_campaign: 'Encuesta' } }],
    ['an object from 1', { 1: { id_campaign: 1287, name_campaign: 'Encuesta' } }],
    ['a row without a list', { id_campaign: '1287' }],
  ])('a created campaign is read from %s', async (_what, data) => {
    await start({ create_campaign: created(JSON.stringify({ code: 201, error: null, msg: 'ok', data })) });
    const { data: result } = await product.create(PREVIEW);
    expect(result?.createCampaign).toMatchObject({ campaign: { campaignId: '1287' } });
  });

  it.each<[string, unknown]>([
    ['two rows', { 0: { id_campaign: '1' }, 1: { id_campaign: '2' } }],
    ['none', {}],
    ['null', null],
  ])('a created campaign in an object of %s has an unknown outcome', async (_what, data) => {
    await start({ create_campaign: created(JSON.stringify({ code: 201, error: null, msg: 'ok', data })) });
    const { data: result } = await product.create(PREVIEW);
    expect(result?.createCampaign).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });
});

describe('byte order marks and whitespace around the JSON', () => {
  const MARK = '\ufeff';
  it.each<[string, string]>([
    ['two byte order marks before', `${MARK}${MARK}${ONE}`],
    ['four marks with lines between', `${MARK}\r\n${MARK} ${MARK}\n\t${MARK}${ONE}`],
    ['a mark behind', `${ONE}${MARK}`],
    ['marks and lines behind', `${ONE}\r\n${MARK}\r\n${MARK}`],
    ['CRLF before and behind', `\r\n\r\n${ONE}\r\n`],
    ['form feeds and vertical tabs', `\f\v${ONE}\v\f`],
    ['no-break spaces', `\u00a0${ONE}\u00a0`],
  ])('%s are ignored', async (_what, text) => {
    await start({ campaigns: ok(text) });
    expect(await readNames()).toEqual(['Señores']);
  });

  it.each<[string, string]>([
    ['two marks before', `${MARK}${MARK}`],
    ['a line, a mark, a line', `\r\n${MARK}\r\n`],
  ])('%s a creation are ignored', async (_what, before) => {
    const body = { code: 201, error: null, msg: 'ok', data: [{ id_campaign: '1287', name_campaign: 'Encuesta' }] };
    await start({ create_campaign: created(`${before}${JSON.stringify(body)}`) });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ campaign: { campaignId: '1287' } });
  });

  it('are ignored in another charset', async () => {
    const bytes = Buffer.concat([Buffer.from(`${MARK}${MARK}\r\n`), Buffer.from(ONE, 'latin1'), Buffer.from(MARK)]);
    await start({ campaigns: ok(bytes) });
    expect(await readNames()).toEqual(['Señores']);
  });
});

describe('text that is not UTF-8', () => {
  const ASSUMED = 'wolkvox response is not valid UTF-8: charset assumed';
  const type = (charset: string): Record<string, string> => ({
    'Content-Type': `application/json; charset=${charset}`,
  });
  const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
  /** “ñ €” in windows-1252. */
  const QUOTED = Buffer.concat([
    latin(list({ data: rows('@') }).split('@')[0] ?? ''),
    Buffer.from([0x93, 0xf1, 0x20, 0x80, 0x94]),
    latin(list({ data: rows('@') }).split('@')[1] ?? ''),
  ]);

  it.each<[string, Buffer, string]>([
    ['ISO-8859-1', ok(latin(ONE), type('ISO-8859-1')), 'Señores'],
    ['"latin1", in quotes', ok(latin(ONE), type('"latin1"')), 'Señores'],
    ['ISO-8859-1, and writes windows-1252', ok(QUOTED, type('ISO-8859-1')), '“ñ €”'],
    ['us-ascii', ok(latin(ONE), type('us-ascii')), 'Señores'],
    ['windows-1252', ok(QUOTED, type('Windows-1252')), '“ñ €”'],
    ['ISO-8859-15', ok(latin(list({ data: rows('5 \u00a4') })), type('iso-8859-15')), '5 €'],
    ['ISO-8859-1, and is UTF-8', ok(ONE, type('ISO-8859-1')), 'Señores'],
  ])('is decoded by its declared charset: %s', async (_charset, bytes, name) => {
    await start({ campaigns: bytes });
    expect(await readNames()).toEqual([name]);
    expect(warnings(ASSUMED)).toEqual([]);
  });

  it.each<[string, Buffer, string]>([
    ['nothing', ok(latin(ONE)), 'Señores'],
    ['nothing, with signs of windows-1252', ok(QUOTED), '“ñ €”'],
    ['UTF-8', ok(latin(ONE), type('utf-8')), 'Señores'],
    ['a charset that does not exist', ok(latin(ONE), type('latin-and-more')), 'Señores'],
  ])('is decoded as windows-1252 if it declares %s', async (_charset, bytes, name) => {
    await start({ campaigns: bytes });
    expect(await readNames()).toEqual([name]);
  });

  it('is logged once per operation', async () => {
    await start({ campaigns: ok(latin(ONE)), skills: ok(latin(list({ data: [{ skill_id: '7', skill_name: 'Ñ' }] }))) });
    expect(await readNames()).toEqual(['Señores']);
    const { data } = await product.query('{ skill(id: "default:7") { name } }');
    expect(data).toEqual({ skill: { name: 'Ñ' } });
    expect(warnings(ASSUMED)).toEqual([
      expect.objectContaining({ operation: 'default', charset: 'windows-1252', level: 40 }),
    ]);
  });

  it('does not affect other names if one was truncated within a character', async () => {
    const whole = Buffer.from(list({ data: rows('Señores', 'Compañía', 'Bogot\u0001') }));
    const at = whole.indexOf('\\u0001');
    // The first of two bytes of "á".
    const cut = Buffer.concat([whole.subarray(0, at), Buffer.from([0xc3]), whole.subarray(at + 6)]);
    await start({ campaigns: ok(cut) });
    expect(await readNames()).toEqual(['Señores', 'Compañía', 'Bogot\ufffd']);
    expect(warnings(ASSUMED)).toEqual([expect.objectContaining({ charset: 'utf-8' })]);
  });

  it.each<[string, Record<string, string>]>([
    ['declares ISO-8859-1', type('ISO-8859-1')],
    ['declares nothing', {}],
  ])('is decoded in the success of a creation that %s', async (_what, headers) => {
    const data = [{ id_campaign: '1287', name_campaign: 'Campaña de año' }];
    const body = JSON.stringify({ code: 201, error: null, msg: 'Creación lista', data });
    await start({ create_campaign: created(latin(body), headers) });
    const { data: result } = await product.create(PREVIEW);
    expect(result?.createCampaign).toMatchObject({ campaign: { campaignId: '1287', name: 'Campaña de año' } });
  });

  it('is decoded in a rejection', async () => {
    const body = latin(JSON.stringify({ code: 406, error: 'x', msg: 'Año inválido' }));
    await start({ create_campaign: httpAnswer(body, { status: '406 Not Acceptable' }) });
    const { data } = await product.create(PREVIEW);
    expect(data?.createCampaign).toMatchObject({ code: 'REJECTED', upstreamMessage: 'Año inválido' });
  });

  it('is decoded with a UTF-16 byte order mark', async () => {
    await start({ campaigns: ok(Buffer.from(`\ufeff${ONE}`, 'utf16le')) });
    expect(await readNames()).toEqual(['Señores']);
  });
});

describe('compressed response', () => {
  const raw = (text: string, name: string): Buffer => ok(deflateRawSync(text), { 'Content-Encoding': name });
  it.each<[string, Buffer]>([
    ['raw deflate', raw(ONE, 'deflate')],
    ['raw deflate, stored', ok(deflateRawSync(ONE, { level: 0 }), { 'Content-Encoding': 'deflate' })],
    ['deflate of zlib', ok(deflateSync(ONE), { 'Content-Encoding': 'DEFLATE' })],
    ['deflate of zlib, stored', ok(deflateSync(ONE, { level: 0 }), { 'Content-Encoding': 'deflate' })],
    ['x-gzip', ok(gzipSync(ONE), { 'Content-Encoding': 'x-gzip' })],
    ['X-GZIP', ok(gzipSync(ONE), { 'Content-Encoding': 'X-GZIP' })],
    ['brotli', ok(brotliCompressSync(ONE), { 'Content-Encoding': 'br' })],
    ['gzip, then brotli', ok(brotliCompressSync(gzipSync(ONE)), { 'Content-Encoding': 'gzip, br' })],
    ['gzip and identity', ok(gzipSync(ONE), { 'Content-Encoding': 'identity, gzip' })],
    ['gzip of ISO-8859-1', ok(gzipSync(Buffer.from(ONE, 'latin1')), { 'Content-Encoding': 'gzip' })],
  ])('in %s is decompressed', async (_how, bytes) => {
    await start({ campaigns: bytes });
    expect(await readNames()).toEqual(['Señores']);
  });

  it('is requested only in supported encodings', async () => {
    await start({ campaigns: ok(ONE) });
    await readNames();
    const [, offered] = upstream.requests[0]?.headers.find(([name]) => name.toLowerCase() === 'accept-encoding') ?? [];
    expect(offered).toBe('gzip, deflate, br');
  });
});

describe('number with separators', () => {
  it.each<[string, number | null]>([
    ['12.000', null],
    ['1.500', null],
    ['-12.000', null],
    ['12,000', null],
    ['12.5', null],
    ['12.00,5', null],
    ['1.23.456', null],
    ['1.234.567', 1_234_567],
    ['1,234,567', 1_234_567],
    ['12.0', 12],
    ['12.00', 12],
    ['12.0000', 12],
    ['0.000', 0],
    ['1234.000', 1234],
    ['12000', 12_000],
  ])('%s is %p', async (records, value) => {
    const [row] = rows('one');
    await start({ campaigns: ok(list({ data: [{ ...row, records }] })) });
    const { data, errors } = await product.query('{ campaigns { nodes { contactCount } } }');
    expect({ data, errors }).toEqual({ data: { campaigns: { nodes: [{ contactCount: value }] } }, errors: undefined });
    expect(warnings('unrecognized value in wolkvox column')).toEqual(
      value === null ? [expect.objectContaining({ api: 'campaigns', column: 'records' })] : [],
    );
  });
});
