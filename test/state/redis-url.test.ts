import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseRedisUrl } from '../../src/state/redis/url.js';

const NONE = { username: undefined, password: undefined };
const address = (host: string, port: number) => ({ host, port });

describe('REDIS_URL', () => {
  it.each([
    ['redis://h', { kind: 'server', tls: false, hosts: [address('h', 6379)], login: NONE, database: 0 }],
    ['rediss://:p%40@h:1/3', { tls: true, hosts: [address('h', 1)], login: { ...NONE, password: 'p@' }, database: 3 }],
    ['redis://u:p:q@[::1]:7', { hosts: [address('::1', 7)], login: { username: 'u', password: 'p:q' } }],
    ['redis://10.0.0.1/', { hosts: [address('10.0.0.1', 6379)], login: NONE, database: 0 }],
    [
      'rediss-sentinel://u:p@a,b:7,[::1]/my%2Fname/4?sentinelUsername=s&sentinelPassword=t%26',
      {
        kind: 'sentinel',
        tls: true,
        hosts: [address('a', 26_379), address('b', 7), address('::1', 26_379)],
        login: { username: 'u', password: 'p' },
        masterName: 'my/name',
        database: 4,
        sentinelLogin: { username: 's', password: 't&' },
      },
    ],
    ['redis-sentinel://a/name', { masterName: 'name', database: 0, login: NONE, sentinelLogin: NONE }],
    ['redis-cluster://u@a,b', { kind: 'cluster', hosts: [address('a', 6379), address('b', 6379)] }],
    ['redis-cluster://a/0', { database: 0 }],
  ])('is parsed: %s', (url, expected) => {
    expect(parseRedisUrl(url)).toMatchObject(expected);
  });

  it.each([
    'localhost:6379',
    'http://h',
    'redis://',
    'redis://h:port',
    'redis://h:70000',
    'redis://h/one',
    'redis://h/1/2',
    'redis://h?x=1',
    'redis://a,b',
    'redis://%@h',
    'redis-sentinel://a',
    'redis-sentinel://a/',
    'redis-sentinel://a,/name',
    'redis-sentinel://a/name?password=x',
    'redis-cluster://a/1',
    'redis-cluster://a?sentinelPassword=x',
    'rediss+cluster://a',
  ])('is rejected: %s', (url) => {
    expect(parseRedisUrl(url)).toBeUndefined();
  });

  it('returns any user, password and name of a primary that was percent-encoded', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, text, (username, password, masterName) => {
        const [user, secret, name] = [username, password, masterName].map(encodeURIComponent);
        const url = `redis-sentinel://${user}:${secret}@h/${name}?sentinelPassword=${secret}`;
        const sentinelLogin = { username: undefined, password };
        expect(parseRedisUrl(url)).toMatchObject({ login: { username, password }, masterName, sentinelLogin });
      }),
    );
  });

  it('of any text is parsed or rejected without an error', () => {
    fc.assert(
      fc.property(fc.constantFrom('redis://', 'redis-sentinel://', 'redis-cluster://'), fc.string(), (scheme, rest) => {
        parseRedisUrl(scheme + rest);
      }),
    );
  });
});
