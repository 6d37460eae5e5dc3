import { BlockList, isIPv4, isIPv6, SocketAddress } from 'node:net';

import { remembered } from './remembered.js';

/**
 * An IP address in its one spelling, whatever spelling it comes in: without a port, brackets, quotes, blanks and zone; an
 * IPv4-mapped address of IPv6 as IPv4; IPv6 in lower case and compressed (RFC 5952). Undefined if the text is no address.
 */
export function parseAddress(text: string): string | undefined {
  // Most are this already.
  return isIPv4(text) ? text : parseOther(text);
}

const parseOther = remembered((text: string): string | undefined => {
  const bare = withoutPort(withoutQuotes(text.trim()));
  if (isIPv4(bare)) return bare;
  const [address = ''] = bare.split('%', 1);
  if (!isIPv6(address)) return undefined;
  const written = new SocketAddress({ address, family: 'ipv6' }).address;
  return /^::ffff:([0-9.]+)$/.exec(written)?.[1] ?? written;
});

const withoutQuotes = (text: string): string => /^"(.*)"$/s.exec(text)?.[1]?.trim() ?? text;

/** IPv6 has a port only behind brackets: without them, its last group may look like one. */
const withoutPort = (text: string): string =>
  /^\[(.*)\](?::[0-9]{1,5})?$/s.exec(text)?.[1] ?? /^([0-9.]+):[0-9]{1,5}$/.exec(text)?.[1] ?? text;

/**
 * A network such as `10.0.0.0/8`, or one address, in its one spelling. Undefined if the text is neither, if it has a port or a
 * zone, or if it is the network of all addresses.
 */
export function parseNetwork(text: string): string | undefined {
  const [, written = '', prefix] = /^([^/]*)(?:\/([1-9][0-9]{0,2}))?$/.exec(text) ?? [];
  const bare = /^\[(.*)\]$/.exec(written)?.[1] ?? written;
  if (!isIPv4(bare) && (!isIPv6(bare) || bare.includes('%'))) return undefined;
  const address = parseAddress(bare);
  if (address === undefined) return undefined;
  if (prefix === undefined) return address;
  // An IPv4-mapped network counts the 96 bits before the address of IPv4, too.
  const bits = Number(prefix) - (isIPv4(address) && isIPv6(bare) ? MAPPED_BITS : 0);
  return bits >= 1 && bits <= bitsOf(address) ? `${address}/${bits}` : undefined;
}

const MAPPED_BITS = 96;
const bitsOf = (address: string): number => (isIPv4(address) ? 32 : 128);
const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv4(address) ? 'ipv4' : 'ipv6');

/** Tells whether an address, as `parseAddress` writes it, is in one of these networks, as `parseNetwork` writes them. */
export function createNetworkCheck(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, prefix === undefined ? bitsOf(address) : Number(prefix), familyOf(address));
  }
  return remembered((address) => list.check(address, familyOf(address)));
}
