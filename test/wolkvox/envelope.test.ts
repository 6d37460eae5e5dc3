import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { MAX_MESSAGE_LENGTH, readEnvelope, sanitizeMessage } from '../../src/wolkvox/envelope.js';
import { Secret } from '../../src/shared/secret.js';
import { TOKEN } from '../support/wolkvox-token.js';

const MSG = 'The # campaign_id has been created successfully';
const DATA = [{ id_campaign: '1287', name_campaign: 'Bienvenida' }];

const read = (status: number, body: unknown) => readText(status, JSON.stringify(body));
const readText = (status: number, text: string) => readEnvelope(status, text, new Secret(TOKEN));

describe('readEnvelope, bare list', () => {
  const readBare = (status: number, text: string) =>
    readEnvelope(status, text, new Secret(TOKEN), { allowBareList: true });

  it.each(['[]', '[{"a":"1"}]', '{"0":{"a":"1"},"2":{"a":"2"}}'])('accepts %s as the data of a success', (text) => {
    expect(readBare(200, `\uFEFF${text}\n`)).toEqual({ kind: 'success', msg: '', data: JSON.parse(text) as unknown });
  });

  it.each<[number, string]>([
    [500, '[]'],
    [404, '[]'],
    [302, '[]'],
    [200, '{}'],
    [200, '"[]"'],
    [200, 'null'],
    [200, '{"0":{},"a":{}}'],
  ])('is unclear for HTTP %i with %s', (status, text) => {
    expect(readBare(status, text)).toEqual({ kind: 'unclear', cause: 'no-envelope' });
  });

  it('is unclear for other calls', () => {
    expect(readText(200, '[{"a":"1"}]')).toEqual({ kind: 'unclear', cause: 'no-envelope' });
  });
});

describe('readEnvelope, success', () => {
  it.each([200, 201, 202])('accepts code %i as a number and as a string', (code) => {
    const success = { kind: 'success', msg: MSG, data: DATA };
    expect(read(code, { code, error: null, msg: MSG, data: DATA })).toEqual(success);
    expect(read(code, { code: String(code), error: null, msg: MSG, data: DATA })).toEqual(success);
    expect(read(code, { code: ` ${code} `, error: null, msg: MSG, data: DATA })).toEqual(success);
  });

  it.each([
    ['null', null],
    ['"null"', 'null'],
    ['"NULL"', 'NULL'],
    ['"Null"', 'Null'],
    ['"null" between blanks', ' null '],
    ['""', ''],
    ['blanks', '   '],
    ['false', false],
  ])('accepts an error of %s', (_what, error) => {
    expect(read(201, { code: 201, error, msg: MSG, data: DATA })).toEqual({ kind: 'success', msg: MSG, data: DATA });
  });

  it('accepts a missing error and missing data', () => {
    expect(read(200, { code: '200', msg: MSG })).toEqual({ kind: 'success', msg: MSG, data: undefined });
  });

  it.each([
    ['no msg', {}],
    ['a null msg', { msg: null }],
    ['an empty msg', { msg: '' }],
    ['a msg that is not a text', { msg: { text: MSG } }],
  ])('returns an empty msg for %s', (_what, msg) => {
    expect(read(201, { code: 201, error: null, ...msg })).toMatchObject({ kind: 'success', msg: '' });
  });

  it.each([200, 201, 202, 203, 204, 206, 299])('accepts HTTP %i', (status) => {
    expect(read(status, { code: 201, error: null, msg: MSG, data: DATA })).toMatchObject({ kind: 'success' });
  });

  it.each([
    ['an array', DATA],
    ['an object', DATA[0]],
    ['an empty array', []],
    ['null', null],
    ['a text', 'ok'],
  ])('returns data that is %s unchanged', (_what, data) => {
    expect(read(201, { code: 201, error: null, msg: MSG, data })).toEqual({ kind: 'success', msg: MSG, data });
  });

  it('ignores blanks and line breaks around the JSON', () => {
    expect(readText(201, '\r\n  {"code":201,"error":null,"msg":"ok"}\r\n')).toMatchObject({ kind: 'success' });
  });
});

describe('readEnvelope, refusal', () => {
  it.each([
    ['a number', 404, 'Not Found'],
    ['a string', '404', 'Not Found'],
    ['a string between blanks', ' 404\n', 'NOT FOUND'],
    ['a number without an error', 404, null],
  ])('accepts a code that is %s', (_what, code, error) => {
    expect(read(404, { code, error, msg: 'Validate dates entered' })).toEqual({
      kind: 'refusal',
      code: 404,
      msg: 'Validate dates entered',
    });
  });

  it.each([200, 201, 202, 204])('accepts a refusal inside HTTP %i', (status) => {
    expect(read(status, { code: 403, error: 'Forbidden', msg: 'TOKEN LIMIT EXCEEDED' })).toEqual({
      kind: 'refusal',
      code: 403,
      msg: 'TOKEN LIMIT EXCEEDED',
    });
  });

  it.each([
    ['without a msg', {}],
    ['with an empty msg', { msg: '' }],
    ['with a null msg', { msg: null }],
    ['with a msg that is not a text', { msg: ['no'] }],
  ])('returns the error as the msg of a refusal %s', (_what, msg) => {
    expect(read(400, { code: 400, error: 'BAD REQUEST', ...msg })).toEqual({
      kind: 'refusal',
      code: 400,
      msg: 'BAD REQUEST',
    });
  });

  it('returns the code of the envelope if HTTP has another 4xx', () => {
    expect(read(400, { code: 404, error: 'Not Found', msg: 'x' })).toEqual({ kind: 'refusal', code: 404, msg: 'x' });
  });

  it('returns the data of a refusal unchanged', () => {
    expect(read(404, { code: 404, error: 'Not Found', msg: 'x', data: DATA })).toEqual({
      kind: 'refusal',
      code: 404,
      msg: 'x',
      data: DATA,
    });
  });

  it('returns the letters of its msg unchanged', () => {
    expect(read(404, { code: 404, error: 'x', msg: ' Añadió «0» registros ' })).toMatchObject({
      msg: ' Añadió «0» registros ',
    });
  });
});

describe('readEnvelope, unclear response', () => {
  it.each<[string, number, unknown]>([
    ['HTTP 404 around a success', 404, { code: 201, error: null, msg: MSG, data: DATA }],
    ['HTTP 403 around a success', 403, { code: '200', error: 'null', msg: MSG }],
    ['a success that names an error', 201, { code: 201, error: 'Conflict', msg: MSG, data: DATA }],
    ['a success whose error is true', 201, { code: 201, error: true, msg: MSG }],
    ['a success whose error is an object', 201, { code: 201, error: { reason: 'x' }, msg: MSG }],
    ['a 2xx code that is not documented', 204, { code: 204, error: null, msg: MSG }],
    ['another 2xx code that is not documented', 200, { code: 206, error: null, msg: MSG }],
    ['code 0', 200, { code: 0, error: null, msg: MSG }],
    ['code 1', 200, { code: 1, error: null, msg: MSG }],
    ['a negative code', 200, { code: -201, error: null, msg: MSG }],
    ['code 100', 200, { code: 100, error: null, msg: MSG }],
    ['code 302 inside HTTP 200', 200, { code: 302, error: null, msg: MSG }],
  ])('returns contradiction for %s', (_what, status, body) => {
    expect(read(status, body)).toEqual({ kind: 'unclear', cause: 'contradiction' });
  });

  it.each([300, 301, 302, 303, 304, 307, 308])('returns redirect for HTTP %i with any body', (status) => {
    expect(read(status, { code: 201, error: null, msg: MSG, data: DATA })).toEqual({
      kind: 'unclear',
      cause: 'redirect',
    });
    expect(read(status, { code: 404, error: 'Not Found', msg: 'x' })).toEqual({ kind: 'unclear', cause: 'redirect' });
  });

  it.each([
    [500, { code: 500, error: 'Internal Server Error', msg: 'x' }],
    [503, { code: 503, error: 'Service Unavailable', msg: 'x' }],
    [500, { code: 201, error: null, msg: MSG, data: DATA }],
    [502, { code: 404, error: 'Not Found', msg: 'x' }],
    [200, { code: 500, error: 'Internal Server Error', msg: 'x' }],
    [200, { code: '503', error: 'Service Unavailable', msg: 'x' }],
    [404, { code: 500, error: 'x', msg: 'x' }],
  ])('returns server-error for HTTP %i or code 5xx: %j', (status, body) => {
    expect(read(status, body)).toEqual({ kind: 'unclear', cause: 'server-error' });
  });

  it.each(['', ' ', '\r\n\t'])('returns empty for %j', (text) => {
    for (const status of [200, 201, 404, 500])
      expect(readText(status, text)).toEqual({ kind: 'unclear', cause: 'empty' });
  });

  it.each([
    ['a page', '<html><body>502 Bad Gateway</body></html>'],
    ['a warning of PHP before the JSON', '<br />\n<b>Warning</b>: x\n{"code":201,"error":null,"msg":"ok"}'],
    ['a warning of PHP after the JSON', '{"code":201,"error":null,"msg":"ok"}<br />'],
    ['incomplete JSON', '{"code":201,"error":null,"ms'],
    ['two envelopes', '{"code":201}{"code":404}'],
    ['single quotes', "{'code':201}"],
    ['a trailing comma', '{"code":201,}'],
    ['a text', 'OK'],
    ['a line break inside a text', '{"code":201,"error":null,"msg":"a\nb"}'],
  ])('returns not-json for %s', (_what, text) => {
    expect(readText(201, text)).toEqual({ kind: 'unclear', cause: 'not-json' });
    expect(readText(404, text)).toEqual({ kind: 'unclear', cause: 'not-json' });
  });

  it.each([
    ['null', 'null'],
    ['a number', '201'],
    ['a text', '"201"'],
    ['true', 'true'],
    ['an empty array', '[]'],
    ['an array of envelopes', '[{"code":201,"error":null,"msg":"ok"}]'],
    ['an empty object', '{}'],
    ['no code', '{"error":null,"msg":"ok","data":[{"id_campaign":"1"}]}'],
    ['a null code', '{"code":null}'],
    ['an empty code', '{"code":""}'],
    ['a code that is a text', '{"code":"created"}'],
    ['a code that is a fraction', '{"code":201.5}'],
    ['a code with a fraction in a text', '{"code":"201.0"}'],
    ['a code with an exponent', '{"code":"2e2"}'],
    ['a code of two digits in a text', '{"code":"20"}'],
    ['a code of four digits in a text', '{"code":"2010"}'],
    ['a signed code', '{"code":"+201"}'],
    ['a code in an array', '{"code":[201]}'],
    ['a code in an object', '{"code":{"code":201}}'],
    ['code true', '{"code":true}'],
    ['a code inherited from __proto__', '{"__proto__":{"code":201}}'],
    ['a code in another letter case', '{"Code":201}'],
  ])('returns no-envelope for %s', (_what, text) => {
    expect(readText(201, text)).toEqual({ kind: 'unclear', cause: 'no-envelope' });
  });
});

describe('readEnvelope, token', () => {
  const escaped = `\\u0061${TOKEN.slice(1)}`;

  it.each([
    ['in msg', `{"code":201,"error":null,"msg":"token ${TOKEN} accepted"}`],
    ['in msg, spelt with an escape', `{"code":201,"error":null,"msg":"token ${escaped} accepted"}`],
    ['in the msg of a refusal', `{"code":403,"error":"x","msg":"PLEASE VALIDATE TOKEN ${TOKEN}"}`],
    ['in an error that replaces the msg', `{"code":403,"error":"${TOKEN}"}`],
    ['in an error, spelt with escapes', `{"code":403,"error":"${escaped}"}`],
    ['in data', `{"code":201,"error":null,"msg":"ok","data":[{"name_campaign":"${TOKEN}"}]}`],
    ['deep in data, spelt with an escape', `{"code":201,"error":null,"msg":"ok","data":{"a":[["${escaped}"]]}}`],
    ['in capitals', `{"code":403,"error":"x","msg":"TOKEN ${TOKEN.toUpperCase()} EXPIRED"}`],
    ['in the data of a refusal', `{"code":403,"error":"x","msg":"x","data":["${TOKEN}"]}`],
    ['twice', `{"code":403,"error":"x","msg":"${TOKEN}${TOKEN} ${escaped}"}`],
  ])('masks the token %s', (_where, text) => {
    const answer = readText(200, text);
    expect(answer.kind).toMatch(/^(success|refusal)$/);
    expect(JSON.stringify(answer)).toContain('[secret]');
    expect(JSON.stringify(answer).toLowerCase()).not.toContain(TOKEN);
  });

  it('masks the token in any JSON spelling and returns the text around it', () => {
    const visible = fc.integer({ min: 0x21, max: 0x7e }).map((point) => String.fromCharCode(point));
    const token = fc.string({ unit: visible, minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(token, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (value, escapes) => {
        const spelt = Array.from(value, (char, index) =>
          escapes[index] === true ? unicodeEscape(char) : inJson(char),
        );
        const text = `{"code":403,"error":"x","msg":"<<< ${spelt.join('')} >>>"}`;
        expect(readEnvelope(200, text, new Secret(value))).toEqual({
          kind: 'refusal',
          code: 403,
          msg: '<<< [secret] >>>',
        });
      }),
      { numRuns: 500 },
    );
  });

  it('returns texts without the token unchanged, escapes included', () => {
    expect(readText(200, '{"code":404,"error":"x","msg":"a\\u00f1o \\"x\\" \\/ \\n"}')).toEqual({
      kind: 'refusal',
      code: 404,
      msg: 'año "x" / \n',
    });
  });
});

describe('sanitizeMessage', () => {
  const most = 'x'.repeat(MAX_MESSAGE_LENGTH);
  const cut = `${most.slice(1)}…`;

  it.each([
    ['an empty text', '', ''],
    ['a line', ' Añadió «0» registros ', ' Añadió «0» registros '],
    ['the longest msg', most, most],
    ['one character more', `${most}x`, cut],
    ['900 kB', most.repeat(450), cut],
    ['a pair of surrogates across the end', `${most.slice(2)}😀xx`, `${most.slice(2)}…`],
    ['a pair of surrogates before the end', `${most.slice(3)}😀xx`, `${most.slice(3)}😀…`],
    ['control characters', 'a\u0000b\r\nc\td\u001b[31m\u0085e\u007f', 'a b  c d [31m e '],
  ])('limits the length and removes control characters: %s', (_what, msg, sanitized) => {
    expect(sanitizeMessage(msg)).toBe(sanitized);
  });

  it('returns a well-formed text that is never longer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), fc.nat(30), (text, before) => {
        const sanitized = sanitizeMessage(most.slice(before) + text);
        expect(sanitized.isWellFormed()).toBe(true);
        expect(sanitized.length).toBeLessThanOrEqual(MAX_MESSAGE_LENGTH);
      }),
    );
  });
});

describe('readEnvelope, any text', () => {
  const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom(200, 201, 202, 204, 302, 403, 404, 500));
  const code = fc.oneof(
    fc.constantFrom<unknown>(200, 201, 202, '200', '201', '202', 404, '403', 500, null),
    fc.integer(),
    fc.double(),
    fc.jsonValue(),
  );
  const error = fc.oneof(fc.constantFrom<unknown>(null, 'null', 'NULL', '', 'Not Found', false), fc.jsonValue());
  const envelope = fc.record({ code, error, msg: fc.jsonValue(), data: fc.jsonValue() }, { requiredKeys: [] });
  const text = fc.oneof(
    envelope.map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string({ unit: 'binary' }),
  );

  it('returns a result and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(status, fc.integer()), text, (anyStatus, anyText) => {
        expect(['success', 'refusal', 'unclear']).toContain(readText(anyStatus, anyText).kind);
      }),
      { numRuns: 1_000 },
    );
  });

  it('returns a success exactly if HTTP, code and error all show one', () => {
    fc.assert(
      fc.property(status, envelope, (anyStatus, body) => {
        const sent = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
        const agrees =
          anyStatus >= 200 &&
          anyStatus < 300 &&
          [200, 201, 202, '200', '201', '202'].includes(trimmed(sent.code) as number) &&
          [undefined, null, false, 'null', ''].includes(lowerCase(trimmed(sent.error)) as string);
        expect(read(anyStatus, body).kind === 'success').toBe(agrees);
      }),
      { numRuns: 2_000 },
    );
  });

  it('returns a refusal only if the code is 4xx and HTTP is 2xx or 4xx', () => {
    fc.assert(
      fc.property(status, envelope, (anyStatus, body) => {
        const answer = read(anyStatus, body);
        fc.pre(answer.kind === 'refusal');
        expect(answer).toMatchObject({ code: Number(body.code) });
        expect(Math.floor(Number(body.code) / 100)).toBe(4);
        expect([2, 4]).toContain(Math.floor(anyStatus / 100));
      }),
      { numRuns: 500 },
    );
  });
});

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
const lowerCase = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

const unicodeEscape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Returns the letter in JSON, with the slash escaped as in PHP. */
const inJson = (char: string): string => JSON.stringify(char).slice(1, -1).replace('/', '\\/');
