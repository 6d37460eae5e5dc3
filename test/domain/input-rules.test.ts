import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  INPUT_HINTS,
  INPUT_RULES,
  issue,
  issueSentence,
  LIST_RULES,
  TEXT_RULES,
  type InputHint,
  type InputRule,
} from '../../src/domain/input-rules.js';

const { NOT_BLANK, NO_CONTROL_CHARACTERS, WELL_FORMED_TEXT, NUMERIC_ID } = TEXT_RULES;

/** Names invisible characters in test titles: `U+200B`. */
const points = (text: string): string =>
  Array.from(text, (char) => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');

describe('NOT_BLANK', () => {
  it.each([
    ['no text', ''],
    ['a space', ' '],
    ['spaces', '     '],
    ['tabs and line breaks', '\t\r\n'],
    ['a no-break space', '\u00a0'],
    ['a narrow no-break space', '\u202f'],
    ['an en quad', '\u2000'],
    ['a figure space', '\u2007'],
    ['an ideographic space', '\u3000'],
    ['an ogham space', '\u1680'],
    ['a line and a paragraph separator', '\u2028\u2029'],
    ['a zero-width space', '\u200b'],
    ['a zero-width joiner', '\u200d'],
    ['a zero-width non-joiner', '\u200c'],
    ['U+2060 WORD JOINER', '\u2060'],
    ['a byte order mark', '\ufeff'],
    ['a soft hyphen', '\u00ad'],
    ['a left-to-right mark', '\u200e'],
    ['a hangul filler', '\u3164'],
    ['a variation selector', '\ufe0f'],
    ['a tag character', '\u{e0020}'],
    ['a mongolian vowel separator', '\u180e'],
    ['NUL', '\u0000'],
    ['DEL', '\u007f'],
    ['a C1 control', '\u0085'],
    ['all of them', ' \u00a0\u200b\ufeff\u0000\u3164 '],
  ])('is broken by %s', (_what, text) => {
    expect(NOT_BLANK(text)).toBe(false);
  });

  it.each(['a', '0', '-', '.', ' x ', '\u200bx', 'ñ', '中', '🙂', '\u{1d11e}', 'ا', '0.0', '\u200b.\u200b'])(
    'is obeyed by %j, which can be seen',
    (text) => {
      expect(NOT_BLANK(text)).toBe(true);
    },
  );

  it('is obeyed by a visible character between any invisible characters', () => {
    const invisible = fc.string({ unit: fc.constantFrom(' ', '\u00a0', '\u200b', '\ufeff', '\t', '\u2060', '\u0000') });
    fc.assert(
      fc.property(invisible, invisible, (before, after) => {
        expect(NOT_BLANK(before + after)).toBe(false);
        expect(NOT_BLANK(`${before}ñ${after}`)).toBe(true);
      }),
    );
  });
});

describe('NO_CONTROL_CHARACTERS', () => {
  const controls = [...range(0x00, 0x1f), ...range(0x7f, 0x9f)].map((point) => String.fromCharCode(point));

  it.each(controls.map((char) => [points(char), char]))('is broken by %s at any position', (_name, char) => {
    for (const text of [char, `${char}a`, `a${char}b`, `a${char}`]) expect(NO_CONTROL_CHARACTERS(text)).toBe(false);
  });

  it.each(
    ['', ' ', '~', '\u00a0', '\u00ad', '\u200b', '\u2028', '\ufeff', 'año', '🙂', '"\\/<>&\''].map((text) => [
      points(text) || 'no text',
      text,
    ]),
  )('is obeyed by %s', (_name, text) => {
    expect(NO_CONTROL_CHARACTERS(text)).toBe(true);
  });

  it('is obeyed only by texts without characters of the category Cc', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(NO_CONTROL_CHARACTERS(text)).toBe(!/\p{Cc}/u.test(text));
      }),
    );
  });
});

describe('WELL_FORMED_TEXT', () => {
  it.each([
    ['half an emoji', '🙂'.slice(0, 1)],
    ['the other half', '🙂'.slice(1)],
    ['a high surrogate at the end', 'año\ud800'],
    ['a low surrogate in front', '\udfffaño'],
    ['the halves the wrong way round', '\ude42\ud83d'],
    ['a half between two whole ones', '🙂\ud83d🙂'],
  ])('is broken by %s', (_what, text) => {
    expect(WELL_FORMED_TEXT(text)).toBe(false);
  });

  it.each(['', 'Campaña', '🙂', '👩‍👩‍👧', '\u0000', '\uffff', '\u{10ffff}'])('is obeyed by %j', (text) => {
    expect(WELL_FORMED_TEXT(text)).toBe(true);
  });

  it('is obeyed only by texts that survive UTF-8', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 0xd7fe, max: 0xe001 }).map((n) => String.fromCharCode(n)) }),
        (text) => {
          expect(WELL_FORMED_TEXT(text)).toBe(Buffer.from(text, 'utf8').toString('utf8') === text);
        },
      ),
    );
  });
});

describe('NUMERIC_ID', () => {
  it.each(['1', '0', '007', '4021', '123456789012345', '999999999999999'])('is obeyed by %s', (text) => {
    expect(NUMERIC_ID(text)).toBe(true);
  });

  it.each([
    ['no text', ''],
    ['16 digits', '1234567890123456'],
    ['16 digits of which the first are zeros', '0000000000000001'],
    ['Arabic-Indic digits', '٤٠٢١'],
    ['Devanagari digits', '४०२१'],
    ['full-width digits', '４０２１'],
    ['superscript digits', '²³'],
    ['a letter', '40a21'],
    ['a sign', '-4021'],
    ['a plus', '+4021'],
    ['a fraction', '4021.0'],
    ['an exponent', '4e3'],
    ['a hexadecimal number', '0x1f'],
    ['a thousands separator', '4,021'],
    ['a space before', ' 4021'],
    ['a space after', '4021 '],
    ['a line break after', '4021\n'],
    ['a zero-width space', '4021\u200b'],
    ['two lines of which one is a number', '4021\nDROP'],
    ['the text null', 'null'],
  ])('is broken by %s', (_what, text) => {
    expect(NUMERIC_ID(text)).toBe(false);
  });

  it('is obeyed by every JSON number of up to 15 digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (id) => {
        expect(NUMERIC_ID(String(id))).toBe(true);
        expect(Number(String(id))).toBe(id);
      }),
    );
  });
});

describe('CAMPAIGN_ID', () => {
  it.each(['default:1', 'a-b_C9:0012', `${'x'.repeat(64)}:${'9'.repeat(20)}`])('is obeyed by %s', (text) => {
    expect(TEXT_RULES.CAMPAIGN_ID(text)).toBe(true);
  });

  it.each([
    '',
    '5801',
    ':5801',
    'default:',
    'default:x',
    'default:1:2',
    ' default:1',
    'default:1\n',
    `a:${'9'.repeat(21)}`,
  ])('is broken by %j', (text) => {
    expect(TEXT_RULES.CAMPAIGN_ID(text)).toBe(false);
  });
});

describe('a length', () => {
  it.each([
    ['MAX_TEXT_LENGTH', 4_000],
    ['MAX_KEY_LENGTH', 255],
  ] as const)('%s is obeyed by %i characters, whatever they are, and broken by one more', (rule, most) => {
    for (const character of ['x', 'ñ', '日', ' '])
      expect([0, 1, most, most + 1].map((length) => TEXT_RULES[rule](character.repeat(length)))).toEqual([
        true,
        true,
        true,
        false,
      ]);
  });
});

describe('MAX_OPTIONAL_FIELDS', () => {
  it.each([
    [0, true],
    [1, true],
    [12, true],
    [13, false],
    [1_000, false],
  ])('for a list of %i entries returns %s', (length, obeyed) => {
    expect(LIST_RULES.MAX_OPTIONAL_FIELDS(Array.from({ length }, () => null))).toBe(obeyed);
  });
});

describe('an issue', () => {
  it.each(Object.keys(INPUT_RULES) as InputRule[])('of %s names the field and the rule in one sentence', (rule) => {
    const broken = issue(['optionalFields', '3'], rule);
    expect(broken).toEqual({ path: ['optionalFields', '3'], rule });
    const { en, es } = issueSentence(broken);
    expect(en).toBe(`optionalFields.3 ${INPUT_RULES[rule].en}.`);
    expect(en).toMatch(/^optionalFields\.3 (must|is|applies) [^\n]*[^.]\.$/);
    expect(es).toBe(`optionalFields.3 ${INPUT_RULES[rule].es}.`);
    expect(es).toMatch(/^optionalFields\.3 (no )?(debe|es|se aplica) [^\n]*[^.]\.$/);
  });

  it.each(Object.keys(INPUT_HINTS) as InputHint[])('with the hint %s contains it as a second sentence', (hint) => {
    const broken = issue(['skillId'], 'NUMERIC_ID', hint);
    const { en, es } = issueSentence(broken);
    expect(en).toBe(`skillId ${INPUT_RULES.NUMERIC_ID.en}. ${INPUT_HINTS[hint].en}.`);
    expect(es).toBe(`skillId ${INPUT_RULES.NUMERIC_ID.es}. ${INPUT_HINTS[hint].es}.`);
    for (const sentence of Object.values(INPUT_HINTS[hint])) expect(sentence).toMatch(/^\p{Lu}[^\n]*[^.]$/u);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
