import { z } from 'zod';

import { defaultAllowedHosts, parseAllowedHost, type AllowedHost, type AllowedHosts } from '../access/allowed-hosts.js';
import type { HttpSettings } from '../access/http-settings.js';
import { parseNetwork } from '../access/ip-address.js';
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
      allowedHosts: allowedHosts(data.ALLOWED_HOSTS, env),
      trustedProxies: data.TRUST_PROXY,
      bodyBytes: data.LIMIT_BODY_BYTES,
      waitingBytes: data.LIMIT_WAITING_BYTES,
      headersMs,
      requestMs,
      keepAliveMs: data.KEEP_ALIVE_MS,
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

/** Longer than the 60 s for which balancers keep a connection by default. */
const KEEP_ALIVE_MS = 72_000;
/** Below a second the header `Keep-Alive`, which has whole seconds, would say 0. */
const SHORTEST_KEEP_ALIVE_MS = 1_000;
/** Two hours: longer than any balancer keeps a connection without traffic by default. */
const LONGEST_KEEP_ALIVE_MS = 7_200_000;

const listed = (text: string): string[] => text.split(',').map((entry) => entry.trim());

/** Spelled as browsers send it, for it is compared letter by letter. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

/**
 * Those of ALLOWED_HOSTS. By default any host if callers prove who they are: a page of another site cannot send their credentials. Without credentials the name of
 * the host is all that tells such a page from one of ours.
 */
function allowedHosts(listed: readonly (AllowedHost | '*')[] | undefined, env: Environment): AllowedHosts {
  if (listed !== undefined) return listed.includes('*') ? null : listed.filter((host) => host !== '*');
  return (env.AUTH_MODE ?? 'none') === 'none' ? defaultAllowedHosts(env.HOST ?? '') : null;
}

/** Each entry as `parse` reads it. Fails with `error` if `parse` reads an entry as undefined. */
const listOf = <Entry>(parse: (text: string) => Entry | undefined, error: string) =>
  z.string().transform((text, context): readonly Entry[] => {
    const entries = listed(text).map(parse);
    const parsed = entries.filter((entry) => entry !== undefined);
    if (parsed.length < entries.length) context.issues.push({ code: 'custom', message: error, input: text });
    return parsed;
  });

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
  ALLOWED_HOSTS: listOf(
    (text) => (text === '*' ? text : parseAllowedHost(text)),
    'must be * or a list of hosts such as graphql.example.com, *.example.com or 192.0.2.1:4000, with commas between them, without a scheme or a path',
  ).optional(),
  // A network of everybody is none: who believes all believes any caller.
  TRUST_PROXY: listOf(
    parseNetwork,
    'must be a list of addresses or networks such as 10.0.0.0/8, without ports and zones, with commas between them',
  ).default([]),
  LIMIT_BODY_BYTES: wholeNumber(1024, 104_857_600).default(BODY_BYTES),
  LIMIT_WAITING_BYTES: wholeNumber(1_048_576, 1_099_511_627_776).optional(),
  LIMIT_HEADERS_MS: wholeNumber(100, FIVE_MINUTES_MS).optional(),
  LIMIT_REQUEST_MS: wholeNumber(100, FIVE_MINUTES_MS).default(30_000),
  KEEP_ALIVE_MS: wholeNumber(SHORTEST_KEEP_ALIVE_MS, LONGEST_KEEP_ALIVE_MS).default(KEEP_ALIVE_MS),
  LIMIT_REQUESTS_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
  SHUTDOWN_DELAY_MS: wholeNumber(0, FIVE_MINUTES_MS).default(3000),
});
