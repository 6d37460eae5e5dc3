import { BlockList, isIPv4, isIPv6, SocketAddress } from 'node:net';

import { memoizeByText } from './memoize.js';

/**
 * Returns the normalized IP address, or undefined if the text is not an address.
 * - Port, brackets, quotation marks, spaces and zone are removed.
 * - An IPv4-mapped IPv6 address becomes IPv4.
 * - IPv6 is in lower case and compressed (RFC 5952).
 */
export function parseAddress(text: string): string | undefined {
  // Fast path for most addresses.
  return isIPv4(text) ? text : parseUncommon(text);
}

const parseUncommon = memoizeByText((text: string): string | undefined => {
  const bare = withoutPort(withoutQuotes(text.trim()));
  if (isIPv4(bare)) return bare;
  const [address = ''] = bare.split('%', 1);
  if (!isIPv6(address)) return undefined;
  const compressed = new SocketAddress({ address, family: 'ipv6' }).address;
  return /^::ffff:([0-9.]+)$/.exec(compressed)?.[1] ?? compressed;
});

const withoutQuotes = (text: string): string => /^"(.*)"$/s.exec(text)?.[1]?.trim() ?? text;

/** Removes a port. IPv6 has a port only after brackets, because its last group can look like a port. */
const withoutPort = (text: string): string =>
  /^\[(.*)\](?::[0-9]{1,5})?$/s.exec(text)?.[1] ?? /^([0-9.]+):[0-9]{1,5}$/.exec(text)?.[1] ?? text;

/** Returns a normalized network such as `10.0.0.0/8`, or an address. Undefined for a port, a zone and the network of all. */
export function parseNetwork(text: string): string | undefined {
  const [, host = '', prefix] = /^([^/]*)(?:\/([1-9][0-9]{0,2}))?$/.exec(text) ?? [];
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (!isIPv4(bare) && (!isIPv6(bare) || bare.includes('%'))) return undefined;
  const address = parseAddress(bare);
  if (address === undefined) return undefined;
  if (prefix === undefined) return address;
  // The prefix of an IPv4-mapped network includes the 96 bits before the IPv4 address.
  const bits = Number(prefix) - (isIPv4(address) && isIPv6(bare) ? MAPPED_BITS : 0);
  return bits >= 1 && bits <= bitsOf(address) ? `${address}/${bits}` : undefined;
}

const MAPPED_BITS = 96;
const bitsOf = (address: string): number => (isIPv4(address) ? 32 : 128);
const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

/** Returns a function that checks if a normalized address is in one of the normalized networks. */
export function createNetworkCheck(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, prefix === undefined ? bitsOf(address) : Number(prefix), familyOf(address));
  }
  return memoizeByText((address) => list.check(address, familyOf(address)));
}
