import { isSecure } from '../shared/url.js';

/** A wolkvox server is four digits. It is part of a host name, so no other text may get into it. */
const SERVER = /^(?:https:\/\/)?(?:wv)?([0-9]{4})(?:\.wolkvox\.com(?:\/.*)?)?$/i;

/** Returns the base URL of `0013`, `wv0013` or `https://wv0013.wolkvox.com/…`; undefined for any other form. */
export function serverAddress(written: string): URL | undefined {
  const digits = SERVER.exec(written.trim())?.[1];
  return digits === undefined ? undefined : new URL(`https://wv${digits}.wolkvox.com`);
}

/**
 * Parses a base URL that replaces the server's own. It must be https, or http on loopback, because the token is a header.
 * Undefined for any other URL, and for one with credentials, a query or a fragment.
 */
export function readBaseUrl(written: string): URL | undefined {
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  const plain = url.username === '' && url.password === '' && !/[?#]/.test(url.href);
  return isSecure(url) && plain ? url : undefined;
}

/** Returns the URL of an API file below a base URL. Throws if the host would change. */
export function apiAddress(base: URL, file: string, query: Readonly<Record<string, string>>): Readonly<URL> {
  const path = `${file}.php?${new URLSearchParams(query).toString()}`;
  const cached = addressCache.get(base)?.get(path);
  if (cached !== undefined) return cached;
  const url = new URL(`${withoutTrailingSlashes(base.href)}/api/v2/${path}`);
  if (url.host !== base.host) throw new RangeError('The address of a call left the host of its operation.');
  const ofBase = addressCache.get(base) ?? new Map<string, URL>();
  if (ofBase.size < MAX_ADDRESSES) addressCache.set(base, ofBase.set(path, url));
  return url;
}

/** A loop and no pattern, because a pattern without an anchor at the start would try each slash as the first. */
function withoutTrailingSlashes(href: string): string {
  let end = href.length;
  while (href[end - 1] === '/') end -= 1;
  return href.slice(0, end);
}

/** Parsed URLs by base URL. An operation uses few of them, and parsing costs more than the lookup. */
const addressCache = new WeakMap<URL, Map<string, Readonly<URL>>>();
const MAX_ADDRESSES = 100;
