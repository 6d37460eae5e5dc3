import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';

import { parseJson } from '../../src/shared/json.js';
import { RowSplitter } from '../../src/wolkvox/row-splitter.js';

type Row = Readonly<Record<string, unknown>>;

/** Reads a body in parts of these lengths, again and again, and returns its rows and its rest. */
function split(body: Buffer | string, lengths: readonly number[] = [1 << 20], contentType = ''): Split {
  const rows: Row[] = [];
  const splitter = new RowSplitter({ add: (row) => void rows.push(row) }, { contentType, parse: parseJson });
  const bytes = Buffer.from(body);
  let isHeld = true;
  for (let [at, nth] = [0, 0]; at < bytes.length; nth += 1) {
    const length = lengths[nth % lengths.length] ?? 1;
    // Overwritten afterwards, as the buffers of a connection are.
    const part = Buffer.from(bytes.subarray(at, at + length));
    isHeld &&= splitter.write(part);
    part.fill(0x7b);
    at += length;
  }
  const { text, assumedCharset } = splitter.end();
  return { rows, rest: parseJson(text), isHeld, assumedCharset };
}

interface Split {
  readonly rows: readonly Row[];
  readonly rest: unknown;
  readonly isHeld: boolean;
  readonly assumedCharset: string | undefined;
}

const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const row = fc.dictionary(fc.string({ unit: 'binary', maxLength: 4 }), fc.jsonValue({ stringUnit: 'binary' }), {
  maxKeys: 4,
});
const value = fc.oneof({ weight: 4, arbitrary: row }, fc.constantFrom(null, 7, 'a}"{\\', true, [], [[{ a: 1 }]]));
const list = fc.oneof(fc.array(value, { maxLength: 6 }), fc.dictionary(fc.nat().map(String), value, { maxKeys: 6 }));
const envelope = fc
  .record({
    code: fc.constantFrom(200, '200'),
    error: fc.constant(null),
    msg: fc.string({ unit: 'binary' }),
    data: list,
  })
  .chain((body) => fc.shuffledSubarray(Object.entries(body), { minLength: 4 }).map(Object.fromEntries));
/** JSON as PHP writes it: every letter beyond ASCII and every slash escaped; or as it is. */
const written = fc
  .tuple(fc.oneof(envelope, list), fc.boolean(), fc.constantFrom(undefined, 1))
  .map(([json, escape, space]) => {
    const text = JSON.stringify(json, undefined, space);
    const escaped = text.replace(/[^\x20-\x7e\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return escape ? escaped.replaceAll('/', '\\/') : text;
  });

const isRow = (candidate: unknown): candidate is Row =>
  typeof candidate === 'object' && candidate !== null && !Array.isArray(candidate);
const listOf = (json: unknown): unknown => (isRow(json) && 'data' in json ? json.data : json);
const rowsOf = (json: unknown): readonly Row[] => Object.values(listOf(json) as object).filter(isRow);
const withoutRows = (json: unknown): unknown => {
  const listed = listOf(json) as object;
  const emptied: unknown = Array.isArray(listed)
    ? listed.map((entry: unknown) => (isRow(entry) ? null : entry))
    : Object.fromEntries(Object.entries(listed).map(([key, entry]) => [key, isRow(entry) ? null : (entry as unknown)]));
  return listed === json ? emptied : { ...(json as object), data: emptied };
};

describe('row splitter', () => {
  it('splits off the rows that JSON.parse reads, wherever the parts are cut', () => {
    fc.assert(
      fc.property(written, lengths, (text, cuts) => {
        const json = JSON.parse(Buffer.from(text).toString()) as unknown;
        expect(split(text, cuts)).toEqual({
          rows: rowsOf(json),
          rest: withoutRows(json),
          isHeld: true,
          assumedCharset: undefined,
        });
      }),
      { numRuns: 500 },
    );
  });

  it('leaves no JSON of a body that is not JSON', () => {
    fc.assert(
      fc.property(
        written,
        lengths,
        fc.nat(),
        fc.constantFrom('', '{', ']', '"', ',', 'x'),
        (text, cuts, place, wrong) => {
          const at = place % (text.length + 1);
          const broken = text.slice(0, at) + wrong + text.slice(at + 1);
          const json = parseJson(Buffer.from(broken).toString());
          expect(split(broken, cuts).rest === undefined).toBe(json === undefined);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads any bytes', () => {
    const bytes = fc.array(fc.constantFrom(...Buffer.from('{}[]",:\\ad\u00f1\u001b0tn')), { maxLength: 60 });
    fc.assert(
      fc.property(bytes, lengths, (body, cuts) => {
        const { rest } = split(Buffer.from(body), cuts);
        expect(rest === undefined).toBe(parseJson(Buffer.from(body).toString()) === undefined);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['rows in another key', { rows: [{ a: 1 }] }],
    ['lists in a list', [[{ a: 1 }]]],
    ['one row', { code: 200, data: { a: 1, b: { c: 2 } } }],
    ['a nested envelope', { data: { data: [{ a: 1 }] } }],
  ])('leaves %s in the rest', (_what, json) => {
    expect(split(JSON.stringify(json))).toMatchObject({ rows: [], rest: json });
  });

  it('leaves rows in the rest if their key is escaped', () => {
    expect(split('{"d\\u0061ta":[{"a":1}]}')).toMatchObject({ rows: [], rest: { data: [{ a: 1 }] } });
  });

  it.each<[string, Buffer, string, string, string | undefined]>([
    ['UTF-8', Buffer.from('[{"a":"Ñu"},{"a":"é"}]'), '', 'Ñué', undefined],
    ['UTF-8 with a mark', Buffer.from('\ufeff[{"a":"Ñu"},{"a":"é"}]'), '', 'Ñué', undefined],
    ['windows-1252', iconv.encode('[{"a":"Ñu"},{"a":"é"}]', 'windows-1252'), '', 'Ñué', 'windows-1252'],
    [
      'ISO-8859-1 that is declared',
      iconv.encode('[{"a":"Ñu"},{"a":"é"}]', 'latin1'),
      'text/html; charset=ISO-8859-1',
      'Ñué',
      undefined,
    ],
    [
      'UTF-8 with a cut letter',
      Buffer.concat([Buffer.from('[{"a":"Ñandú \u00f1'), Buffer.from([0xc3]), Buffer.from('"}]')]),
      '',
      'Ñandú ñ\ufffd',
      'utf-8',
    ],
  ])('decodes rows in %s', (_charset, body, contentType, text, assumedCharset) => {
    const read = split(body, [3], contentType);
    expect(read.rows.map(({ a }) => a).join('')).toBe(text);
    expect(read).toMatchObject({ rest: read.rows.map(() => null), assumedCharset });
  });

  it('leaves a body in UTF-16 in the rest', () => {
    const body = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('[{"a":"Ñ"}]', 'utf16le')]);
    expect(split(body, [7])).toMatchObject({ rows: [], rest: [{ a: 'Ñ' }] });
  });

  it.each([
    ['a row', '[{"a":"', 'x'],
    ['the rest', '{"msg":"', 'x'],
    ['HTML', '<p>', '<br>'],
  ])('stops at more than 4 MiB of %s', (_what, start, filler) => {
    expect(split(start + filler.repeat(3_000_000 / filler.length)).isHeld).toBe(true);
    expect(split(start + filler.repeat(5_000_000 / filler.length)).isHeld).toBe(false);
  });
});
