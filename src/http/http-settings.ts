import type { AllowedHosts } from './allowed-hosts.js';

/** Limits and policies of the HTTP server. */
export interface HttpSettings {
  /** Origins whose pages may read responses; empty for same-origin pages only. */
  readonly corsOrigins: readonly (string | RegExp)[];
  /** Hosts that requests may name. */
  readonly allowedHosts: AllowedHosts;
  /** Addresses and networks whose X-Forwarded-For is trusted, in the form of `parseNetwork`. */
  readonly trustedProxies: readonly string[];
  readonly bodyBytes: number;
  /** Maximum body of a request that adds contacts. */
  readonly uploadBytes: number;
  /** Memory for all in-flight requests; undefined for a part of the heap. */
  readonly inFlightBytes: number | undefined;
  /** From the start of a connection, or the first byte of a request, to the end of its headers. */
  readonly headersMs: number;
  /** From the first to the last byte of a request; also the maximum time that a response stays unread. */
  readonly requestMs: number;
  /** Time that an idle connection stays open. */
  readonly keepAliveMs: number;
  /** Per caller, at /graphql; undefined for no limit. */
  readonly requestsPerMinute: number | undefined;
  /** Open subscriptions, of all callers. */
  readonly subscriptions: number;
  readonly subscriptionsPerCaller: number;
  /** Interval of the comments in event streams. */
  readonly heartbeatMs: number;
}
