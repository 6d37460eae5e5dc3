/** Where a wolkvox server lives. The server is part of a host name, so nothing but its four digits may get there. */
const SERVER = /^[0-9]{4}$/;
const WRITTEN_SERVER = /^(?:https:\/\/)?(?:wv)?([0-9]{4})(?:\.wolkvox\.com(?:\/.*)?)?$/i;

/** `0013`, `wv0013` and `https://wv0013.wolkvox.com/…` are all `0013`; undefined where it is none of them. */
export const readServer = (written: string): string | undefined => WRITTEN_SERVER.exec(written.trim())?.[1];

/** The base address of a server of four digits. Throws on anything else, and when the host is not the one meant. */
export function serverAddress(server: string): URL {
  const host = `wv${server}.wolkvox.com`;
  const address = new URL(`https://${host}`);
  if (!SERVER.test(server) || address.host !== host) throw new RangeError('A wolkvox server is four digits.');
  return address;
}

/**
 * An address that replaces the servers' own: https anywhere, http on loopback only, since the token travels in a header.
 * Undefined where it is neither, or carries credentials, a query or a fragment.
 */
export function readBaseUrl(written: string): URL | undefined {
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  const plain = url.username === '' && url.password === '' && !/[?#]/.test(url.href);
  return isSecure(url) && plain ? url : undefined;
}

/** Whether nobody on the way can read or change what is said: https, or http that does not leave this machine. */
export const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));

/** The address of one API file below a base address. Throws if the result would leave the base's host. */
export function apiAddress(base: URL, file: string, query: Readonly<Record<string, string>>): Readonly<URL> {
  const path = `${file}.php?${new URLSearchParams(query).toString()}`;
  const known = addresses.get(base)?.get(path);
  if (known !== undefined) return known;
  const url = new URL(`${withoutEndSlashes(base.href)}/api/v2/${path}`);
  if (url.host !== base.host) throw new RangeError('The address of a call left the host of its operation.');
  const ofBase = addresses.get(base) ?? new Map<string, URL>();
  if (ofBase.size < MAX_ADDRESSES) addresses.set(base, ofBase.set(path, url));
  return url;
}

/** Character by character: a pattern that is not anchored at the start tries each slash as the first. */
function withoutEndSlashes(href: string): string {
  let end = href.length;
  while (href[end - 1] === '/') end -= 1;
  return href.slice(0, end);
}

/** An operation is called at the same few addresses, and reading one costs more than finding it. */
const addresses = new WeakMap<URL, Map<string, Readonly<URL>>>();
const MAX_ADDRESSES = 100;

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
