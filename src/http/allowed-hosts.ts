import { isIPv4, isIPv6 } from 'node:net';

import { createNetworkCheck, parseAddress, parseNetwork } from '../shared/ip-address.js';
import { memoizeByText } from '../shared/memoize.js';

/** Host that requests may name. */
export interface AllowedHost {
  /**
   * Lower case, without a trailing dot. It is a name, a normalized address or a network of addresses. `*.` at the start
   * matches any subdomain.
   */
  readonly name: string;
  /** Undefined for any port. */
  readonly port: number | undefined;
}

/** Hosts that requests may name; null for any host. */
export type AllowedHosts = readonly AllowedHost[] | null;

/**
 * Parses `example.com`, `example.com:4000`, `*.example.com`, `192.0.2.1`, `[::1]:4000` or `10.0.0.0/8`. Returns
 * undefined for other text.
 */
export function parseAllowedHost(text: string): AllowedHost | undefined {
  if (text.includes('/')) {
    const name = parseNetwork(text);
    return name === undefined ? undefined : { name, port: undefined };
  }
  const isSubdomains = text.startsWith('*.');
  const host = parseHost(isSubdomains ? text.slice(2) : isIPv6(text) ? `[${text}]` : text);
  if (host === undefined || (isSubdomains && isAddress(host.name))) return undefined;
  return isSubdomains ? { ...host, name: `*.${host.name}` } : host;
}

/**
 * Returns the default allowed hosts: loopback, and the name or address that the server listens on. They apply if
 * callers are identified by address and nothing is configured. They exclude the hosts of pages that use DNS rebinding.
 */
export function defaultAllowedHosts(listenHost: string): readonly AllowedHost[] {
  const own = parseAllowedHost(listenHost);
  return [...LOOPBACK, ...(own === undefined || ANY_ADDRESS.has(own.name) ? [] : [own])];
}

const LOOPBACK = ['localhost', '*.localhost', '127.0.0.0/8', '::1'].map((name) => ({ name, port: undefined }));
const ANY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Returns a check of `authority`, the value of a Host header or of a request target. */
export function createHostCheck(allowed: readonly AllowedHost[]): (authority: string) => boolean {
  const isInNetwork = createNetworkCheck(allowed.map(({ name }) => name).filter((name) => name.includes('/')));
  return memoizeByText((authority) => {
    const host = parseHost(authority);
    if (host === undefined) return false;
    if (isAddress(host.name) && isInNetwork(host.name)) return true;
    return allowed.some(({ name, port }) => isNamed(host.name, name) && isPort(host.port, port));
  });
}

const isNamed = (host: string, allowed: string): boolean =>
  allowed.startsWith('*.') ? host.length > allowed.length - 1 && host.endsWith(allowed.slice(1)) : host === allowed;

/** Host omits the ports of http and https. Only a proxy knows which of them was used. */
const isPort = (port: number | undefined, allowed: number | undefined): boolean =>
  allowed === undefined || port === allowed || (port === undefined && (allowed === 80 || allowed === 443));

/** Parses `uri-host [":" port]` (RFC 9110, section 7.2). Returns undefined for other text, for example with a user. */
function parseHost(authority: string): AllowedHost | undefined {
  const [, address, name, digits] = HOST.exec(authority) ?? [];
  const port = digits === undefined || digits === '' ? undefined : Number(digits);
  if (port !== undefined && port > 65_535) return undefined;
  if (address !== undefined)
    return isIPv6(address) && !address.includes('%') ? { name: parseAddress(address) ?? '', port } : undefined;
  return name === undefined ? undefined : { name: name.toLowerCase().replace(/\.$/, ''), port };
}

const HOST = /^(?:\[([0-9A-Fa-f:.]+)\]|((?:[A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+\.?))(?::([0-9]{0,5}))?$/;

const isAddress = (name: string): boolean => isIPv4(name) || isIPv6(name);
