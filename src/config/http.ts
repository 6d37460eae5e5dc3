import { z } from 'zod';

import { defaultAllowedHosts, parseAllowedHost, type AllowedHost, type AllowedHosts } from '../http/allowed-hosts.js';
import type { HttpSettings } from '../http/http-settings.js';
import { parseNetwork } from '../shared/ip-address.js';
import { parsed, type Parsed } from '../shared/result.js';
import { parse, wholeNumber, type Environment } from './env.js';

/** Reads the settings of the HTTP server. */
export function readHttp(env: Environment): Parsed<{ readonly http: HttpSettings; readonly shutdownDelayMs: number }> {
  const settings = parse(HTTP_VARIABLES, env);
  if ('problems' in settings) return settings;
  const data = settings.value;
  const requestMs = data.LIMIT_REQUEST_MS;
  const headersMs = data.LIMIT_HEADERS_MS ?? Math.min(HEADERS_MS, requestMs);
  const http = {
    corsOrigins: data.CORS_ORIGINS,
    allowedHosts: allowedHosts(data.ALLOWED_HOSTS, env),
    trustedProxies: data.TRUST_PROXY,
    bodyBytes: data.LIMIT_BODY_BYTES,
    uploadBytes: data.LIMIT_UPLOAD_BYTES,
    inFlightBytes: data.LIMIT_INFLIGHT_BYTES,
    headersMs,
    requestMs,
    keepAliveMs: data.KEEP_ALIVE_MS,
    requestsPerMinute: data.LIMIT_REQUESTS_PER_MINUTE,
    subscriptions: data.LIMIT_SUBSCRIPTIONS,
    subscriptionsPerCaller: data.LIMIT_SUBSCRIPTIONS_PER_CALLER ?? Math.ceil(data.LIMIT_SUBSCRIPTIONS / 2),
    heartbeatMs: data.HEARTBEAT_MS,
  };
  return parsed({ http, shutdownDelayMs: data.SHUTDOWN_DELAY_MS }, headersMs > requestMs ? [HEADERS_RULE] : []);
}

const HEADERS_RULE =
  'LIMIT_HEADERS_MS must not be greater than LIMIT_REQUEST_MS, because headers are part of a request.';

const HEADERS_MS = 10_000;
/** Size of the largest creation with all characters escaped (`\u00f1`) and its document. test/http/body-size.test.ts sends it. */
export const BODY_BYTES = 393_216;

/** Size of 500 full contacts with all characters escaped, and the document. test/http/body-size.test.ts sends it. */
export const UPLOAD_BYTES = 17_825_792;

const FIVE_MINUTES_MS = 300_000;

/** Longer than the default idle timeout of load balancers (60 s). */
const KEEP_ALIVE_MS = 72_000;
/** The header `Keep-Alive` has whole seconds, so less than one second would be 0. */
const MIN_KEEP_ALIVE_MS = 1_000;
/** Two hours: longer than the default idle timeout of any load balancer. */
const MAX_KEEP_ALIVE_MS = 7_200_000;

const splitList = (text: string): string[] => text.split(',').map((entry) => entry.trim());

/** Returns true if the text is an origin exactly as browsers send it, because origins are compared as text. */
const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;

/**
 * Returns the hosts of ALLOWED_HOSTS. The default with authentication is any host, because a page of another site cannot send
 * credentials. Without authentication, only the host name distinguishes such a page (DNS rebinding).
 */
function allowedHosts(listed: readonly (AllowedHost | '*')[] | undefined, env: Environment): AllowedHosts {
  if (listed !== undefined) return listed.includes('*') ? null : listed.filter((host) => host !== '*');
  return (env.AUTH_MODE ?? 'none') === 'none' ? defaultAllowedHosts(env.HOST ?? '') : null;
}

/** Comma-separated list. Fails with `error` if `parseEntry` returns undefined for an entry. */
const listOf = <Entry>(parseEntry: (text: string) => Entry | undefined, error: string) =>
  z.string().transform((text, context): readonly Entry[] => {
    const entries = splitList(text).map(parseEntry);
    const valid = entries.filter((entry) => entry !== undefined);
    if (valid.length < entries.length) context.issues.push({ code: 'custom', message: error, input: text });
    return valid;
  });

export const HTTP_VARIABLES = z.object({
  CORS_ORIGINS: z
    .string()
    .transform(splitList)
    .refine((origins) => !origins.some((origin) => origin.includes('*')), {
      error: 'must be a list of origins without *, because any page that a user opens could read the responses',
      abort: true,
    })
    .refine((origins) => origins.every(isOrigin), {
      error: 'must be a list of origins such as https://crm.example.com, with commas between them and no path',
    })
    .default([])
    .describe('Origins whose pages may read responses.'),
  ALLOWED_HOSTS: listOf(
    (text) => (text === '*' ? text : parseAllowedHost(text)),
    'must be * or a list of hosts such as graphql.example.com, *.example.com or 192.0.2.1:4000, with commas between them, without a scheme or a path',
  )
    .optional()
    .meta({ description: 'Hosts that requests may name.', default: 'any; with `AUTH_MODE=none` loopback and `HOST`' }),
  // The network of all addresses is rejected, because any client could set its address.
  TRUST_PROXY: listOf(
    parseNetwork,
    'must be a list of addresses or networks such as 10.0.0.0/8, without ports and zones, with commas between them',
  )
    .default([])
    .describe('Proxies whose `X-Forwarded-For` is used. Without it, all clients behind a proxy are one caller.'),
  LIMIT_BODY_BYTES: wholeNumber(1024, 104_857_600)
    .default(BODY_BYTES)
    .describe('Size of a request body, which may also have at most 20,000 values.'),
  LIMIT_UPLOAD_BYTES: wholeNumber(1024, 104_857_600)
    .default(UPLOAD_BYTES)
    .describe(
      'Size of a request body with a `Content-Length` that only runs `addContacts`, from a caller who may. It may have at most 25,000 values.',
    ),
  LIMIT_INFLIGHT_BYTES: wholeNumber(1_048_576, 1_099_511_627_776).optional().meta({
    description: 'Estimated memory of requests in flight and of unsent responses. Above it, requests get `OVERLOADED`.',
    default: 'a quarter of the heap',
  }),
  LIMIT_HEADERS_MS: wholeNumber(100, FIVE_MINUTES_MS)
    .optional()
    .meta({
      description: 'Time for the headers of a request, and for a new connection to send one.',
      default: `${HEADERS_MS}, at most \`LIMIT_REQUEST_MS\``,
    }),
  LIMIT_REQUEST_MS: wholeNumber(100, FIVE_MINUTES_MS)
    .default(30_000)
    .describe(
      'Time for a whole request, and for the client to read its response. The time between them is not limited.',
    ),
  KEEP_ALIVE_MS: wholeNumber(MIN_KEEP_ALIVE_MS, MAX_KEEP_ALIVE_MS)
    .default(KEEP_ALIVE_MS)
    .describe('Time for which an idle connection stays open. It must be longer than the idle time of the balancer.'),
  LIMIT_REQUESTS_PER_MINUTE: wholeNumber(1, 1_000_000)
    .optional()
    .describe('Requests of one caller at `/graphql`, per replica.'),
  LIMIT_SUBSCRIPTIONS: wholeNumber(0, 100_000)
    .default(2_000)
    .describe('Open subscriptions, per replica. Each also counts in `LIMIT_INFLIGHT_BYTES`, with 24 KiB or more.'),
  LIMIT_SUBSCRIPTIONS_PER_CALLER: wholeNumber(0, 100_000).optional().meta({
    description: 'Open subscriptions of one caller, per replica.',
    default: 'half of `LIMIT_SUBSCRIPTIONS`',
  }),
  HEARTBEAT_MS: wholeNumber(100, FIVE_MINUTES_MS)
    .default(15_000)
    .describe('Interval of the comments in an idle event stream. It must be shorter than the idle time of proxies.'),
  SHUTDOWN_DELAY_MS: wholeNumber(0, FIVE_MINUTES_MS)
    .default(3000)
    .describe('Time after SIGTERM in which `/readyz` is 503 and requests are still served.'),
});
