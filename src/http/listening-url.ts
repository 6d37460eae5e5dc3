import type { AddressInfo } from 'node:net';

/** Returns the base URL of a server that listens at this address, for example `http://localhost:4000` for all interfaces. */
export function urlOf({ address, family, port }: AddressInfo): string {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
