import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';

import { fetchJwks } from './fetch-jwks.js';
import type { JwksEvents, Jwks } from './jwks.js';
import { JwksUnavailableError } from './jwt.js';

const FETCH_TIMEOUT_MS = 5_000;
/** Interval of fetches. A key that the issuer removed is accepted at most this long. */
const REFRESH_MS = 600_000;
/** Minimum time before a token can cause another fetch, and between a failure and the next fetch. */
const MIN_PAUSE_MS = 2_000;
/** Maximum pause between failed fetches while keys are held. The pause doubles, starting at MIN_PAUSE_MS. */
const MAX_PAUSE_MS = 60_000;

/** Fetched key set. The object is retained if a later fetch returns equal keys, so it serves as their version. */
interface KeySet {
  readonly find: JWTVerifyGetKey;
  readonly text: string;
}

/**
 * Keys of a JWKS address, fetched in the background.
 * - A token with a known key never waits for the issuer. An outage has no effect before `maxAgeMs`.
 * - A key that is missing from a fetched set is no longer accepted. A failed fetch or an empty set removes no key.
 * - A token with an unknown key causes a fetch. Concurrent tokens share it, and fetches are MIN_PAUSE_MS apart.
 */
export class RemoteJwks implements Jwks {
  readonly #closed = new AbortController();
  #set: KeySet | undefined;
  #fetchedAt = -Infinity;
  #fetching: Promise<void> | undefined;
  /** Error of the last fetch; undefined if it succeeded. */
  #failure: JwksUnavailableError | undefined;
  #failures = 0;
  #expiryReported = false;
  /** Tokens cause no fetch before this time. */
  #pausedUntil = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #scheduledAt = Infinity;

  constructor(
    private readonly source: { readonly address: URL; readonly maxAgeMs: number },
    private readonly events: JwksEvents,
  ) {}

  start(): Promise<void> {
    return this.#fetch();
  }

  readonly find: JWTVerifyGetKey = async (header, token) => {
    const known = await this.#lookUp(header, token);
    if (known !== undefined) return known;
    const fetchedNow = await this.#fetchForToken();
    const found = await this.#lookUp(header, token);
    if (found !== undefined) return found;
    // A fetch that started before this token arrived may lack a new key.
    if (!fetchedNow) this.#schedule(this.#pausedUntil);
    // The failed fetch may have contained the key.
    if (this.#failure !== undefined) throw this.#failure;
    throw this.version() === undefined ? new JwksUnavailableError('expired') : new errors.JWKSNoMatchingKey();
  };

  async refetch(): Promise<void> {
    if (!(await this.#fetchForToken())) this.#schedule(this.#pausedUntil);
  }

  version(): object | undefined {
    return performance.now() - this.#fetchedAt < this.source.maxAgeMs ? this.#set : undefined;
  }

  isAvailable(): boolean {
    return this.#failure === undefined && this.version() !== undefined;
  }

  ageMs(): number | undefined {
    return this.#set && performance.now() - this.#fetchedAt;
  }

  get maxAgeMs(): number {
    return this.source.maxAgeMs;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#closed.abort();
  }

  /** Returns undefined if the held set has no matching key. Rejects if the token is malformed or matches several keys. */
  async #lookUp(
    ...[header, token]: Parameters<JWTVerifyGetKey>
  ): Promise<Awaited<ReturnType<JWTVerifyGetKey>> | undefined> {
    if (this.version() === undefined) return undefined;
    try {
      return await this.#set?.find(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return undefined;
      throw error;
    }
  }

  /** Resolves to true if this call started a fetch. Does not fetch if the last fetch was less than MIN_PAUSE_MS ago. */
  async #fetchForToken(): Promise<boolean> {
    const isRunning = this.#fetching !== undefined;
    if (!isRunning && performance.now() < this.#pausedUntil) return false;
    await this.#fetch();
    return !isRunning;
  }

  #fetch(): Promise<void> {
    return (this.#fetching ??= this.#fetchOnce().finally(() => (this.#fetching = undefined)));
  }

  async #fetchOnce(): Promise<void> {
    clearTimeout(this.#timer);
    this.#scheduledAt = Infinity;
    const startedAt = performance.now();
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(FETCH_TIMEOUT_MS), this.#closed.signal]);
      const jwks = await fetchJwks(this.source.address, signal);
      const text = JSON.stringify(jwks);
      if (text !== this.#set?.text) this.#set = { find: createLocalJWKSet(jwks), text };
      this.#fetchedAt = startedAt;
      this.#pausedUntil = startedAt + MIN_PAUSE_MS;
      if (this.#failures > 0) this.events.recovered();
      this.#failure = undefined;
      this.#failures = 0;
      this.#expiryReported = false;
      this.#schedule(performance.now() + Math.min(REFRESH_MS, this.source.maxAgeMs / 2));
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      this.#pausedUntil = performance.now() + MIN_PAUSE_MS;
      this.#failed(error instanceof JwksUnavailableError ? error : new JwksUnavailableError('unreadable'));
      const doubled = this.version() === undefined ? MIN_PAUSE_MS : MIN_PAUSE_MS * 2 ** (this.#failures - 1);
      this.#schedule(performance.now() + Math.min(doubled, MAX_PAUSE_MS));
    }
  }

  /** Reports the first failure of an outage, and once more when the keys expire during it. */
  #failed(failure: JwksUnavailableError): void {
    this.#failure = failure;
    this.#failures += 1;
    const { reason } = failure;
    const expired = this.#set !== undefined && this.version() === undefined;
    if (expired && !this.#expiryReported) this.events.expired(reason);
    else if (this.#failures === 1) this.events.failed(reason, this.#set !== undefined);
    this.#expiryReported ||= expired;
  }

  /** Schedules a fetch, unless an earlier one is scheduled. */
  #schedule(at: number): void {
    if (this.#closed.signal.aborted || at >= this.#scheduledAt) return;
    clearTimeout(this.#timer);
    this.#scheduledAt = at;
    this.#timer = setTimeout(() => void this.#fetch(), Math.max(0, at - performance.now())).unref();
  }
}
