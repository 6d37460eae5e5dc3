/** Keeps pages of other sites away from the controls: any page may send requests to this machine, in a browser that runs on it. */
import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.js';

/**
 * Whether a request comes from a page that is not our own. A browser names the page's origin with whatever may change
 * something; a name other than loopback's is one that somebody's DNS has pointed here. curl, which names no origin, is at home.
 */
export function isFromElsewhere({ headers: { host, origin } }: IncomingMessage): boolean {
  if (host !== undefined && !LOOPBACK.test(host)) return true;
  return origin !== undefined && origin !== `http://${host}`;
}

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** What no other site may embed, frame or take for something else, and no cache may keep. */
export const DATA_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

export const NOT_FROM_ELSEWHERE: Answer = {
  status: 403,
  body: { error: 'The simulator is used from http://127.0.0.1 or http://localhost, not from pages of other sites.' },
  headers: DATA_HEADERS,
};
