import { format, inspect } from 'node:util';
import { serialize } from 'node:v8';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Secret } from '../../src/shared/secret.js';

const VALUE = 'a1b2c3d4e5f6a7b8';
const secret = new Secret(VALUE);
const nested = { operation: { token: secret, list: [secret], map: new Map([['token', secret]]) } };

describe('Secret', () => {
  it('returns its value from reveal', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  it.each<[string, () => string]>([
    ['String', () => String(secret)],
    ['a template', () => `token: ${String(secret)}`],
    ['concatenation', () => ['token: ', secret].join('')],
    ['toLocaleString', () => [secret].toLocaleString()],
    ['JSON', () => JSON.stringify(secret)],
    ['JSON of an object with it', () => JSON.stringify({ nested, list: [secret] })],
    ['JSON of its own entries', () => JSON.stringify(Object.entries(secret))],
    ['inspect', () => inspect(secret)],
    ['inspect of an object with it', () => inspect(nested, { depth: null })],
    ['inspect beyond its depth', () => inspect({ a: { b: { c: { d: secret } } } })],
    ['inspect with everything hidden', () => inspect(nested, { showHidden: true, depth: null, getters: true })],
    ['inspect without its own method', () => inspect(secret, { customInspect: false, showHidden: true })],
    ['inspect of its prototype', () => inspect(Object.getPrototypeOf(secret), { showHidden: true })],
    ['format', () => format('%s %o %O %j %d', secret, secret, secret, secret, secret)],
    ['the message of an error', () => new Error(String(secret)).message],
    ['an error with it', () => inspect(Object.assign(new Error('x'), { options: { token: secret } }))],
    ['the cause of an error', () => inspect(new Error('x', { cause: secret }), { showHidden: true })],
    ['the keys of its object', () => [...Reflect.ownKeys(secret), ...Object.keys(secret)].map(String).join()],
    ['a clone', () => inspect(structuredClone(nested), { showHidden: true, depth: null })],
    ['a serialised copy', () => serialize(secret).toString('latin1')],
  ])('is not printed by %s', (_how, print) => {
    expect(print()).not.toContain(VALUE);
  });

  it.each<[string, () => string]>([
    ['String', () => String(secret)],
    ['JSON', () => JSON.parse(JSON.stringify(secret)) as string],
    ['inspect', () => inspect(secret)],
  ])('is printed as [secret] by %s', (_how, print) => {
    expect(print()).toBe('[secret]');
  });

  it('is not printed, whatever its value', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-f0-9]{16,64}$/), (value) => {
        const one = new Secret(value);
        expect([String(one), JSON.stringify({ one }), inspect([one], { showHidden: true })].join()).not.toContain(
          value,
        );
      }),
    );
  });
});

describe('Secret.mask', () => {
  it.each([
    [VALUE, '[secret]'],
    [`token ${VALUE} is wrong`, 'token [secret] is wrong'],
    [`${VALUE}${VALUE}, ${VALUE}`, '[secret][secret], [secret]'],
    [`x${VALUE}x`, 'x[secret]x'],
    [`TOKEN ${VALUE.toUpperCase()} EXPIRED`, 'TOKEN [secret] EXPIRED'],
    ['nothing here', 'nothing here'],
    ['', ''],
    [VALUE.slice(1), VALUE.slice(1)],
  ])('returns %j as %j', (text, masked) => {
    expect(secret.mask(text)).toBe(masked);
    expect(secret.occursIn(text)).toBe(text !== masked);
  });

  it('changes nothing but the secret', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[^\]a-f0-9[]*$/), { minLength: 1 }), (parts) => {
        expect(secret.mask(parts.join(VALUE))).toBe(parts.join('[secret]'));
      }),
    );
  });

  it.each(['$&$&$&$&', '.*.*.*.*', '(((((((((', '\\\\\\\\\\\\\\\\', '$1$2$3$4$5'])(
    'masks the secret %s, which has a meaning in a pattern',
    (value) => {
      expect(new Secret(value).mask(`<${value}> <plain text>`)).toBe('<[secret]> <plain text>');
    },
  );

  it('masks every occurrence of any visible ASCII', () => {
    const visible = fc.integer({ min: 0x21, max: 0x7e }).map((point) => String.fromCharCode(point));
    fc.assert(
      fc.property(fc.string({ unit: visible, minLength: 8, maxLength: 64 }), (value) => {
        const one = new Secret(value);
        for (let i = 0; i < 3; i += 1) {
          expect(one.mask(`ñ${value}ñ${value}ñ`)).toBe('ñ[secret]ñ[secret]ñ');
          expect(one.occursIn(`ñ${value}`)).toBe(true);
          expect(one.occursIn(value.slice(1))).toBe(false);
        }
      }),
    );
  });

  it('masks no short secret, because it may be a common term', () => {
    const short = new Secret('the');
    expect(short.mask('Validate the dates entered')).toBe('Validate the dates entered');
    expect(short.occursIn('the')).toBe(false);
    expect(String(short)).toBe('[secret]');
  });
});
