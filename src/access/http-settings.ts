import type { AllowedHosts } from './allowed-hosts.js';

/** Who may speak HTTP to this server, how much, and how slowly. */
export interface HttpSettings {
  /** Origins whose pages may read answers; none: no page but our own. */
  readonly corsOrigins: readonly (string | RegExp)[];
  /** The hosts that requests may name. */
  readonly allowedHosts: AllowedHosts;
  /** Addresses and networks whose X-Forwarded-For is believed, as `parseNetwork` writes them. */
  readonly trustedProxies: readonly string[];
  readonly bodyBytes: number;
  /** Memory for all requests under way; undefined: a part of the heap. */
  readonly waitingBytes: number | undefined;
  /** From a connection's first moment, or a request's first byte, to the end of its headers. */
  readonly headersMs: number;
  /** From a request's first byte to its last; also the longest that an answer waits to be read. */
  readonly requestMs: number;
  /** How long a connection is kept open between two requests. */
  readonly keepAliveMs: number;
  /** Of one caller, at /graphql; undefined: any number. */
  readonly requestsPerMinute: number | undefined;
}
