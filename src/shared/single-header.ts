import type { IncomingMessage } from 'node:http';

/** Returns the value of a header; undefined if it is missing, null if it was sent twice, because a proxy may use the other one. */
export function getSingleHeader({ rawHeaders, headers }: IncomingMessage, name: string): string | null | undefined {
  let count = 0;
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const sent = rawHeaders[n] ?? '';
    if (sent.length === name.length && sent.toLowerCase() === name) count += 1;
  }
  const value = headers[name];
  return count > 1 || Array.isArray(value) ? null : value;
}
