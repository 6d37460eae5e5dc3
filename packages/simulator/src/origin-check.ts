/** Rejection of requests from pages of other sites, which a browser on this machine may send (CSRF, DNS rebinding). */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Answer } from './protocol.js';

/**
 * Returns true if a page of another site sent the request.
 * - Browsers send `Origin` with requests that can change something.
 * - A Host other than loopback indicates DNS rebinding.
 * - Requests without an origin, such as images, have Sec-Fetch-Site. `none` is a typed address.
 * - curl sends neither and is accepted.
 */
export function isCrossOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return hasForeignOrigin(headers) || (site !== undefined && site !== 'same-origin' && site !== 'none');
}

/** Returns true if a user follows a link to this page in a top-level window, which other sites may contain. */
export const isLinkNavigation = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document' &&
  !hasForeignOrigin(headers);

const hasForeignOrigin = ({ host, origin }: IncomingHttpHeaders): boolean =>
  (host !== undefined && !LOOPBACK.test(host)) || (origin !== undefined && origin !== `http://${host}`);

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** Headers that forbid embedding, framing, MIME sniffing and caching. */
export const DATA_SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

export const CROSS_ORIGIN_REJECTION: Answer = {
  status: 403,
  body: { error: 'The simulator is used from http://127.0.0.1 or http://localhost, not from pages of other sites.' },
  headers: DATA_SECURITY_HEADERS,
};
