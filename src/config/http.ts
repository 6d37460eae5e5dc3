import { isIPv4, isIPv6 } from 'node:net';

import { z } from 'zod';

import type { HttpSettings } from '../access/http-settings.js';
import { describe, wholeNumber, type Environment } from './rules.js';

interface Http {
  /** Undefined where a variable is wrong. */
  readonly http?: HttpSettings;
  /** How long a server that was told to stop says that it is not ready before it closes its listener. */
  readonly shutdownDelayMs: number;
  readonly problems: readonly string[];
}

/** Reads how HTTP is served. */
export function readHttp(env: Environment): Http {
  const { success, data, error } = SETTINGS.safeParse(env);
  if (!success) return { shutdownDelayMs: 0, problems: describe(error) };
  const requestMs = data.LIMIT_REQUEST_MS;
  const headersMs = data.LIMIT_HEADERS_MS ?? Math.min(HEADERS_MS, requestMs);
  return {
    http: {
      corsOrigins: data.CORS_ORIGINS,
      trustedProxies: data.TRUST_PROXY,
      bodyBytes: data.LIMIT_BODY_BYTES,
      waitingBytes: data.LIMIT_WAITING_BYTES,
      headersMs,
      requestMs,
      requestsPerMinute: data.LIMIT_REQUESTS_PER_MINUTE,
    },
    shutdownDelayMs: data.SHUTDOWN_DELAY_MS,
    problems:
      headersMs > requestMs
        ? ['LIMIT_HEADERS_MS must not be above LIMIT_REQUEST_MS: headers are part of a request.']
        : [],
  };
}

const HEADERS_MS = 10_000;
/**
 * What the largest creation takes whose every character is written as an escape (`\u00f1`), as some clients write all that is no
 * ASCII, and its document. test/graphql/body-size.test.ts sends it.
 */
export const BODY_BYTES = 393_216;

const FIVE_MINUTES_MS = 300_000;

const listed = (text: string): string[] => text.split(',').map((entry) => entry.trim());

/** Spelled as browsers send it, for it is compared letter by letter. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

/** One address, or a network such as 10.0.0.0/8. A network of everybody is none: who believes all believes any caller. */
function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = isIPv4(address) ? 32 : isIPv6(address) && !address.includes('%') ? 128 : 0;
  if (bits === 0 || more.length > 0) return false;
  return prefix === undefined || (/^[1-9][0-9]{0,2}$/.test(prefix) && Number(prefix) <= bits);
}

const SETTINGS = z.object({
  CORS_ORIGINS: z
    .string()
    .transform(listed)
    .refine((origins) => !origins.some((origin) => origin.includes('*')), {
      error:
        'must be a list of origins without *: that would let pages that a user happens to open read what is in here',
      abort: true,
    })
    .refine((origins) => origins.every(isOrigin), {
      error: 'must be a list of origins such as https://crm.example.com, with commas between them and no path',
    })
    .default([]),
  TRUST_PROXY: z
    .string()
    .transform(listed)
    .refine((proxies) => proxies.every(isAddressOrNetwork), {
      error: 'must be a list of addresses or networks such as 10.0.0.0/8, with commas between them',
    })
    .default([]),
  LIMIT_BODY_BYTES: wholeNumber(1024, 104_857_600).default(BODY_BYTES),
  LIMIT_WAITING_BYTES: wholeNumber(1_048_576, 1_099_511_627_776).optional(),
  LIMIT_HEADERS_MS: wholeNumber(100, FIVE_MINUTES_MS).optional(),
  LIMIT_REQUEST_MS: wholeNumber(100, FIVE_MINUTES_MS).default(30_000),
  LIMIT_REQUESTS_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
  SHUTDOWN_DELAY_MS: wholeNumber(0, FIVE_MINUTES_MS).default(3000),
});
