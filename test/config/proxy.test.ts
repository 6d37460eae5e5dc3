import { inspect } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { readConfig } from '../../src/config/config.js';
import { readProxy } from '../../src/config/proxy.js';
import type { Environment } from '../../src/config/env.js';
import { configProblems } from '../support/config-problems.js';

const proxyOf = (env: Environment) => {
  const settings = readProxy(env);
  if ('problems' in settings) throw new Error(settings.problems.join('\n'));
  return settings.value.proxy;
};
const MINIMUM = { WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: 'canary-5f0e-secret' };

describe('HTTPS_PROXY', () => {
  it.each([
    ['http://proxy.example:3128', { host: 'proxy.example', port: 3128, secure: false }],
    ['http://proxy.example/', { host: 'proxy.example', port: 80, secure: false }],
    ['https://proxy.example', { host: 'proxy.example', port: 443, secure: true }],
    ['https://proxy.example:80', { host: 'proxy.example', port: 80, secure: true }],
    ['proxy.example:3128', { host: 'proxy.example', port: 3128, secure: false }],
    ['http://[::1]:3128', { host: '::1', port: 3128, secure: false }],
  ])('reads %s', (address, expected) => {
    expect(proxyOf({ HTTPS_PROXY: address })).toMatchObject({ ...expected, authorization: undefined });
  });

  it('reads credentials with percent-encoded characters as one secret', () => {
    const { authorization } = proxyOf({ HTTPS_PROXY: 'http://user:p%40ss%3A%C3%B1@proxy:3128' }) ?? {};
    expect(authorization?.reveal()).toBe(`Basic ${Buffer.from('user:p@ss:ñ').toString('base64')}`);
    const { proxy, secrets } = readConfig({ ...MINIMUM, HTTPS_PROXY: 'http://user:canary-pw@proxy:3128' });
    expect(inspect({ proxy, secrets }, { depth: null, showHidden: true })).not.toContain('canary-pw');
    expect(secrets.some((secret) => secret.occursIn('canary-pw'))).toBe(true);
  });

  it('uses the name in lower case first, as curl does', () => {
    expect(proxyOf({ HTTPS_PROXY: 'http://upper', https_proxy: 'http://lower' })).toMatchObject({ host: 'lower' });
    const both = proxyOf({ HTTPS_PROXY: 'http://upper', NO_PROXY: 'a.example', no_proxy: 'b.example' });
    expect(both?.bypasses({ host: 'b.example', port: 443, secure: true })).toBe(true);
    expect(both?.bypasses({ host: 'a.example', port: 443, secure: true })).toBe(false);
  });

  it.each(['socks5://proxy:1080', 'http://proxy/path', 'http://proxy/?a=b', 'http://', 'http://us%er:pw@proxy'])(
    'rejects %s, without its value',
    (address) => {
      for (const name of ['HTTPS_PROXY', 'https_proxy']) {
        const [problem = '', ...rest] = configProblems({ ...MINIMUM, [name]: address });
        expect(problem).toMatch(new RegExp(`^${name} must be an http:// or https:// address`));
        expect(problem).not.toMatch(/socks5|us%er|a=b/);
        expect(rest).toEqual([]);
      }
    },
  );

  it('is unset by default, and HTTP_PROXY has no effect', () => {
    expect(readConfig({ ...MINIMUM, HTTP_PROXY: 'http://proxy', http_proxy: 'http://proxy' }).proxy).toBeUndefined();
  });
});

describe('NO_PROXY', () => {
  it.each<[string, string, number, boolean]>([
    ['*', 'wv0013.wolkvox.com', 443, true],
    ['', 'wv0013.wolkvox.com', 443, false],
    ['wolkvox.com', 'wv0013.wolkvox.com', 443, true],
    ['.wolkvox.com', 'wv0013.wolkvox.com', 443, true],
    ['*.wolkvox.com', 'wv0013.wolkvox.com', 443, true],
    ['WOLKVOX.com', 'wv0013.wolkvox.com', 443, true],
    ['example.com wolkvox.com', 'wv0013.wolkvox.com', 443, true],
    ['example.com,,wolkvox.com', 'wv0013.wolkvox.com', 443, true],
    ['wv0013.wolkvox.com', 'wv0013.wolkvox.com', 443, true],
    ['wv0013.wolkvox.com:443', 'wv0013.wolkvox.com', 443, true],
    ['wv0013.wolkvox.com:8443', 'wv0013.wolkvox.com', 443, false],
    ['wv0013', 'wv0013.wolkvox.com', 443, false],
    ['volkvox.com', 'wv0013.wolkvox.com', 443, false],
    ['kvox.com', 'wv0013.wolkvox.com', 443, false],
    ['10.0.0.0/8', '10.1.2.3', 443, true],
    ['10.0.0.0/8', '11.1.2.3', 443, false],
    ['127.0.0.1', '127.0.0.1', 8443, true],
    ['::1', '::1', 8443, true],
    ['fd00::/8', 'fd00::7', 443, true],
    ['%%%,10.0.0.0/99', '10.1.2.3', 443, false],
  ])('%j reaches %s:%d directly: %s', (list, host, port, expected) => {
    const proxy = proxyOf({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: list });
    expect(proxy?.bypasses({ host, port, secure: true })).toBe(expected);
  });
});
