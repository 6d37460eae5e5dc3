/** Keeps pages of other sites away from the simulator: any page may send requests to this machine, in a browser that runs on it. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Answer } from './answer.js';

/**
 * Whether a request comes from a page that is not our own. A browser names the page's origin with whatever may change
 * something; a name other than loopback's is one that somebody's DNS has pointed here. curl, which names no origin, is at home.
 * What needs no origin, such as a picture, has Sec-Fetch-Site; `none` is an address that a person typed.
 */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return namesAnother(headers) || (site !== undefined && site !== 'same-origin' && site !== 'none');
}

/** Whether a person follows a link to here, in a window of its own: a page of another site may well have one. */
export const isLink = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  headers['sec-fetch-mode'] === 'navigate' &&
  headers['sec-fetch-dest'] === 'document' &&
  !namesAnother(headers);

const namesAnother = ({ host, origin }: IncomingHttpHeaders): boolean =>
  (host !== undefined && !LOOPBACK.test(host)) || (origin !== undefined && origin !== `http://${host}`);

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
