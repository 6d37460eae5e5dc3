import type { IncomingMessage } from 'node:http';

import { createNetworkCheck, parseAddress } from '../shared/ip-address.js';

/**
 * Creates the function that returns the normalized address of the caller (see `parseAddress`):
 * - the address of the connection, if it is no trusted proxy
 * - otherwise the last entry of `X-Forwarded-For` that is no trusted proxy
 * - if an entry is no address (`unknown`, garbage), the proxy that wrote it, because a client may forge the entries
 *   before it
 *
 * Entries are parsed before they are compared, so a port changes nothing. Empty entries are ignored (RFC 9110, section
 * 5.6.1). `Forwarded` and `X-Real-IP` are not read.
 */
export function createCallerAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = trustedProxies.length > 0 ? createNetworkCheck(trustedProxies) : () => false;
  return ({ socket, headers }) => {
    let address = parseAddress(socket.remoteAddress ?? '');
    // The connection is closed already, so no response is sent.
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

/** Returns the entries in header order. Node joins repeated headers. */
function forwardedFor({ 'x-forwarded-for': header }: IncomingMessage['headers']): string[] {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  return text.split(',').filter((entry) => entry.trim() !== '');
}
