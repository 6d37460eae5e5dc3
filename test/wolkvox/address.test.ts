import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { apiAddress, readBaseUrl, serverAddress } from '../../src/wolkvox/address.js';

describe('server of an operation', () => {
  it.each([
    '0013',
    'wv0013',
    'WV0013',
    ' 0013 ',
    '0013\n',
    '0013.wolkvox.com',
    'wv0013.wolkvox.com',
    'https://wv0013.wolkvox.com',
    'https://wv0013.wolkvox.com/',
    'HTTPS://WV0013.WOLKVOX.COM/',
    'https://wv0013.wolkvox.com/api/v2/campaign.php?api=create_campaign',
    'https://wv0013.wolkvox.com/#x',
  ])('reads %j as 0013', (written) => {
    expect(serverAddress(written)?.href).toBe('https://wv0013.wolkvox.com/');
  });

  const HOSTILE = [
    '',
    '13',
    '013',
    '00013',
    '00130013',
    '0013.evil.com',
    'wv0013.evil.com',
    '0013.wolkvox.com.evil.com',
    'wv0013.wolkvox.com.evil.com',
    'wv0013.wolkvox.community',
    'wv0013-wolkvox.com',
    'https://wv0013.wolkvox.com.evil.com/',
    'https://wv0013.wolkvox.com@evil.com/',
    'https://evil.com/wv0013.wolkvox.com',
    'https://evil.com/?0013',
    'https://evil.com#wv0013.wolkvox.com/',
    'https://evil.com\\@wv0013.wolkvox.com/',
    'https://user:password@wv0013.wolkvox.com/',
    'https://wv0013.wolkvox.com:8443/',
    'http://wv0013.wolkvox.com/',
    'ftp://wv0013.wolkvox.com/',
    '//wv0013.wolkvox.com/',
    '0013@evil',
    '0013@evil.com',
    'evil@0013',
    '0013:80',
    '0013/..',
    '0013/../',
    '../0013',
    '0013/evil',
    '0013?x',
    '0013#x',
    '0013#.wolkvox.com',
    '0013\\evil',
    '0013 evil',
    '0013\nevil.com',
    '0013\r\nHost: evil.com',
    'evil.com\n0013',
    '0013\u0000',
    '0013\u0000.evil.com',
    '00\t13',
    '0013%2eevil.com',
    '٠٠١٣',
    '００１３',
    '001３',
    '0013。evil.com',
    '0x13',
    '-013',
    '1e03',
    '00.3',
    'wvwv0013',
    'xx0013',
    'wolkvox',
    'null',
  ];

  it.each(HOSTILE)('rejects %j, which must not become a host', (written) => {
    expect(serverAddress(written)).toBeUndefined();
  });

  it('has a host of wolkvox or is rejected, whatever the text', () => {
    const parts = fc.constantFrom(
      '0013',
      'wv',
      '.',
      'wolkvox',
      '.com',
      'https://',
      'evil.com',
      '@',
      '/',
      ':',
      '#',
      '\n',
    );
    const written = fc.oneof(fc.string({ unit: 'binary' }), fc.array(parts, { maxLength: 8 }).map(concatenated));
    fc.assert(
      fc.property(written, (text) => {
        const address = serverAddress(text);
        if (address !== undefined) expect(address.href).toMatch(/^https:\/\/wv[0-9]{4}\.wolkvox\.com\/$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['0000', '0013', '9999'])('%s has its own https address', (server) => {
    expect(serverAddress(server)?.href).toBe(`https://wv${server}.wolkvox.com/`);
  });
});

describe('base URL', () => {
  it.each([
    ['https://wolkvox.internal', 'https://wolkvox.internal/'],
    ['https://wolkvox.internal:8443/proxy/', 'https://wolkvox.internal:8443/proxy/'],
    ['HTTPS://Wolkvox.Internal', 'https://wolkvox.internal/'],
    ['https://127.0.0.1', 'https://127.0.0.1/'],
    ['http://localhost:5055', 'http://localhost:5055/'],
    ['http://LOCALHOST:5055', 'http://localhost:5055/'],
    ['http://127.0.0.1:5055/', 'http://127.0.0.1:5055/'],
    ['http://127.0.0.2', 'http://127.0.0.2/'],
    ['http://127.255.255.254', 'http://127.255.255.254/'],
    ['http://127.1', 'http://127.0.0.1/'],
    ['http://[::1]:5055', 'http://[::1]:5055/'],
    ['http://[0:0:0:0:0:0:0:1]:5055', 'http://[::1]:5055/'],
  ])('accepts %s', (written, href) => {
    expect(readBaseUrl(written)?.href).toBe(href);
  });

  it.each([
    ['not a URL', 'wolkvox'],
    ['empty', ''],
    ['without a protocol', 'wolkvox.internal'],
    ['of another protocol', 'ftp://127.0.0.1/'],
    ['of a file', 'file:///etc/passwd'],
    ['of data', 'data:application/json,{}'],
    ['http beyond this machine', 'http://wolkvox.internal'],
    ['http to wolkvox itself', 'http://wv0013.wolkvox.com'],
    ['http to a name that begins like loopback', 'http://127.0.0.1.evil.com'],
    ['http to a name that begins like localhost', 'http://localhost.evil.com'],
    ['http to a name that ends like localhost', 'http://evil-localhost'],
    ['http to a name with loopback as its user', 'http://127.0.0.1@evil.com'],
    ['http to a private address', 'http://10.0.0.1'],
    ['http to 128.0.0.1', 'http://128.0.0.1'],
    ['http to every address', 'http://0.0.0.0:5055'],
    ['http to another IPv6 address', 'http://[::2]'],
    ['http to the unspecified IPv6 address', 'http://[::]'],
    ['with a user', 'https://user@wolkvox.internal'],
    ['with a password', 'https://:password@wolkvox.internal'],
    ['with a user on loopback', 'http://user:password@127.0.0.1'],
    ['with a query', 'https://wolkvox.internal/?api=x'],
    ['with a fragment', 'https://wolkvox.internal/#x'],
    ['with an invalid port', 'https://wolkvox.internal:99999'],
  ])('rejects a URL: %s', (_what, written) => {
    expect(readBaseUrl(written)).toBeUndefined();
  });

  it.each([
    ['an empty query', 'https://wolkvox.internal/proxy?', 'https://wolkvox.internal/proxy/api/v2/campaign.php?api=x'],
    [
      'an empty fragment',
      'https://wolkvox.internal/proxy#',
      'https://wolkvox.internal/proxy/api/v2/campaign.php?api=x',
    ],
    ['both, empty', 'http://127.0.0.1:5055/?#', 'http://127.0.0.1:5055/api/v2/campaign.php?api=x'],
  ])('rejects %s, or calls an address below its path', (_what, written, address) => {
    const base = readBaseUrl(written);
    expect([undefined, address]).toContain(base && apiAddress(base, 'campaign', { api: 'x' }).href);
  });
});

describe('address of a call', () => {
  it.each([
    ['https://wv0013.wolkvox.com', 'https://wv0013.wolkvox.com/api/v2/campaign.php'],
    ['http://127.0.0.1:5055', 'http://127.0.0.1:5055/api/v2/campaign.php'],
    ['https://wolkvox.internal/proxy', 'https://wolkvox.internal/proxy/api/v2/campaign.php'],
    ['https://wolkvox.internal/proxy/', 'https://wolkvox.internal/proxy/api/v2/campaign.php'],
    ['https://wolkvox.internal/a/b//', 'https://wolkvox.internal/a/b/api/v2/campaign.php'],
  ])('below %s is %s', (base, address) => {
    const url = apiAddress(new URL(base), 'campaign', { api: 'create_campaign', type_campaign: 'preview' });
    expect(url.href).toBe(`${address}?api=create_campaign&type_campaign=preview`);
  });

  it('contains each query parameter unchanged and has the same host', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const url = apiAddress(new URL('https://wv0013.wolkvox.com'), 'campaign', { api: 'x', campaign_id: value });
        expect(url.searchParams.get('campaign_id')).toBe(value);
        expect([...url.searchParams.keys()]).toEqual(['api', 'campaign_id']);
        expect(url.origin).toBe('https://wv0013.wolkvox.com');
        expect(url.pathname).toBe('/api/v2/campaign.php');
        expect(url.hash).toBe('');
      }),
    );
  });
});

function concatenated(parts: readonly string[]): string {
  return parts.join('');
}
