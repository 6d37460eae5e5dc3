import type { IncomingMessage } from 'node:http';

/**
 * The value of a header that was sent once; undefined where it was not sent, null where it was sent more often: of
 * two, a proxy may believe the one and a server the other.
 */
export function onlyHeader({ rawHeaders, headers }: IncomingMessage, name: string): string | null | undefined {
  let times = 0;
  for (let n = 0; n < rawHeaders.length; n += 2) {
    const sent = rawHeaders[n] ?? '';
    if (sent.length === name.length && sent.toLowerCase() === name) times += 1;
  }
  const value = headers[name];
  return times > 1 || Array.isArray(value) ? null : value;
}
