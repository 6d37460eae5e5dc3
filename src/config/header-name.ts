import { z } from 'zod';

/**
 * Headers with another meaning for HTTP, proxies, Apollo or this server. Some never arrive, clients can set some, and other
 * software would trust the values that a router writes into them.
 */
const RESERVED_HEADERS = new RegExp(
  `^(?:${[
    'connection|expect|host|keep-alive|max-forwards|te|trailer|transfer-encoding|upgrade|via',
    'cache-control|date|forwarded|origin|pragma|range|referer|user-agent|vary',
    'authorization|cookie|set-cookie|www-authenticate',
    'baggage|sentry-trace|traceparent|tracestate|x-request-id|x-real-ip|x-forwarded-(?:for|host|port|proto)',
    '(?:accept|access-control|apollo|apollographql|content|if|proxy|sec|x-apollo)(?:-.*)?',
  ].join('|')})$`,
);

/** Name of a header that carries a value of a router, in lower case. */
export const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase())
  .refine((name) => !RESERVED_HEADERS.test(name), 'must be a header that has no other meaning, such as x-caller-id');
