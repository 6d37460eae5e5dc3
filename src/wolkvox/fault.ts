/** Causes of an unsent or lost request, for logs and metrics. A `proxy-` cause is always unsent. */
export const FAULT_CAUSES = [
  'refused',
  'dns',
  'tls',
  'timeout',
  'reset',
  'too-large',
  /** There is no connection to the proxy. */
  'proxy-unreachable',
  /** The proxy returned 407. */
  'proxy-auth',
  /** The proxy returned another status that is not a success, such as 403. */
  'proxy-refused',
  /** The proxy returned 5xx or no HTTP response, for example because it cannot reach wolkvox. */
  'proxy-failed',
  'other',
] as const;
export type FaultCause = (typeof FAULT_CAUSES)[number];

const CAUSES: readonly (readonly [RegExp, FaultCause])[] = [
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'refused'],
  [/^(ENOTFOUND|EAI_.+)$/, 'dns'],
  [/^ETIMEDOUT$/, 'timeout'],
  // HPE_INVALID_EOF_STATE: the connection ended before the response.
  [/^(ECONNRESET|ECONNABORTED|EPIPE|HPE_INVALID_EOF_STATE)$/, 'reset'],
  [/TLS|SSL|CERT|SIGNED|SIGNATURE|CRL|^EPROTO$/, 'tls'],
];

/** Returns the cause that an error code of Node means, or undefined. The rest of an error may contain an address or a token. */
export function causeOf({ code = '' }: NodeJS.ErrnoException): FaultCause | undefined {
  return CAUSES.find(([pattern]) => pattern.test(code))?.[1];
}
