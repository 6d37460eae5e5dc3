import type { IncomingMessage } from 'node:http';

import { createNetworkCheck, parseAddress } from './ip-address.js';

/** The address of the caller of a request, in its one spelling: see `parseAddress`. */
export type CallerAddress = (request: IncomingMessage) => string;

/**
 * Finds the address of the caller: the one that the connection comes from, or, if that is a trusted proxy, the last entry of
 * `X-Forwarded-For` that is no trusted proxy. Every entry is parsed before it is compared, so a port changes nothing. An entry
 * that is no address (`unknown`, garbage) identifies no caller, and what stands before it may be anybody's word: the caller is
 * then the proxy that wrote it, the last address that could be read. Empty entries are ignored (RFC 9110, section 5.6.1).
 * `Forwarded` and `X-Real-IP` are not read.
 */
export function createCallerAddress(trustedProxies: readonly string[]): CallerAddress {
  const isTrusted = trustedProxies.length > 0 ? createNetworkCheck(trustedProxies) : () => false;
  return ({ socket, headers }) => {
    let address = parseAddress(socket.remoteAddress ?? '');
    // The connection is gone already, so nothing is answered to it.
    if (address === undefined) return UNKNOWN_ADDRESS;
    if (!isTrusted(address)) return address;
    for (const entry of forwardedFor(headers).reverse()) {
      const forwarded = parseAddress(entry);
      if (forwarded === undefined) return address;
      address = forwarded;
      if (!isTrusted(address)) return address;
    }
    return address;
  };
}

const UNKNOWN_ADDRESS = 'unknown';

/** The entries in the order of the header, which node joins if it comes more than once. */
function forwardedFor({ 'x-forwarded-for': header }: IncomingMessage['headers']): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text.split(',').filter((entry) => entry.trim() !== '');
}
