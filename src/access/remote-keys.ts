import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';

import { fetchJwks } from './fetch-jwks.js';
import type { KeyNews, Keys } from './keys.js';
import { KeysAway } from './token.js';

/** Time limit of one fetch. */
const FETCH_TIMEOUT_MS = 5_000;
/** The keys are fetched again after so long, so a key that the issuer has removed is accepted no longer than that. */
const REFRESH_MS = 600_000;
/** Least time between a fetch and the next one that a token causes, and between a failure and the next fetch. */
const PAUSE_MS = 2_000;
/** Longest pause between failures while keys are held; the pause doubles from PAUSE_MS up to it. */
const LONGEST_PAUSE_MS = 60_000;

export interface RemoteKeysOptions {
  readonly address: URL;
  /** Keys that were fetched are used for so long if they cannot be fetched again. */
  readonly maxAgeMs: number;
  readonly news: KeyNews;
  /** Monotonic clock in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** A set as it was fetched. The object stands for its keys: an equal set that is fetched later keeps it. */
interface KeySet {
  readonly find: JWTVerifyGetKey;
  readonly text: string;
}

/**
 * The keys of a JWKS address. They are fetched in the background, so a token whose key is held never waits for the issuer, and
 * an outage of the issuer ends nothing before `maxAgeMs`. A key that a fetched set lacks is not accepted any more; a fetch that
 * fails, which includes an empty set, removes no key. A token that names an unknown key causes a fetch, which all such tokens
 * share: one at once, and further ones PAUSE_MS apart.
 */
export class RemoteKeys implements Keys {
  readonly #options: RemoteKeysOptions;
  readonly #now: () => number;
  readonly #closed = new AbortController();
  #set: KeySet | undefined;
  #fetchedAt = -Infinity;
  #fetching: Promise<void> | undefined;
  /** Of the last fetch; undefined if it succeeded. */
  #failure: KeysAway | undefined;
  #failures = 0;
  #expiryReported = false;
  /** No token causes a fetch before. */
  #pausedUntil = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #plannedAt = Infinity;

  constructor(options: RemoteKeysOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Resolves after the first fetch, which starts the background refresh; never rejects. */
  start(): Promise<void> {
    return this.#fetch();
  }

  readonly find: JWTVerifyGetKey = async (header, token) => {
    const known = await this.#lookUp(header, token);
    if (known !== undefined) return known;
    const fetchedNow = await this.#fetchForToken();
    const found = await this.#lookUp(header, token);
    if (found !== undefined) return found;
    // A fetch that began before this token came may lack a key that is there now.
    if (!fetchedNow) this.#plan(this.#pausedUntil);
    // The set that could not be fetched may hold the key.
    if (this.#failure !== undefined) throw this.#failure;
    throw this.version() === undefined ? new KeysAway('expired') : new errors.JWKSNoMatchingKey();
  };

  async refetch(): Promise<void> {
    if (!(await this.#fetchForToken())) this.#plan(this.#pausedUntil);
  }

  version(): object | undefined {
    return this.#now() - this.#fetchedAt < this.#options.maxAgeMs ? this.#set : undefined;
  }

  isAvailable(): boolean {
    return this.#failure === undefined && this.version() !== undefined;
  }

  ageMs(): number | undefined {
    return this.#set && this.#now() - this.#fetchedAt;
  }

  get maxAgeMs(): number {
    return this.#options.maxAgeMs;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#closed.abort();
  }

  /** Undefined if no key that is held is meant. Rejects if the token could have no key in any set, or several in this one. */
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

  /** Resolves with whether a fetch began in this call; at once if one did less than PAUSE_MS ago and has ended. */
  async #fetchForToken(): Promise<boolean> {
    if (this.#fetching === undefined && this.#now() < this.#pausedUntil) return false;
    const joined = this.#fetching !== undefined;
    await this.#fetch();
    return !joined;
  }

  #fetch(): Promise<void> {
    return (this.#fetching ??= this.#fetchOnce().finally(() => (this.#fetching = undefined)));
  }

  async #fetchOnce(): Promise<void> {
    clearTimeout(this.#timer);
    this.#plannedAt = Infinity;
    const startedAt = this.#now();
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(FETCH_TIMEOUT_MS), this.#closed.signal]);
      const jwks = await fetchJwks(this.#options.address, signal);
      const text = JSON.stringify(jwks);
      if (text !== this.#set?.text) this.#set = { find: createLocalJWKSet(jwks), text };
      this.#fetchedAt = startedAt;
      this.#pausedUntil = startedAt + PAUSE_MS;
      this.#succeeded();
      this.#plan(this.#now() + Math.min(REFRESH_MS, this.#options.maxAgeMs / 2));
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      this.#pausedUntil = this.#now() + PAUSE_MS;
      this.#failed(error instanceof KeysAway ? error : new KeysAway('unreadable'));
      const doubled = this.version() === undefined ? PAUSE_MS : PAUSE_MS * 2 ** (this.#failures - 1);
      this.#plan(this.#now() + Math.min(doubled, LONGEST_PAUSE_MS));
    }
  }

  #succeeded(): void {
    if (this.#failures > 0) this.#options.news.recovered();
    this.#failure = undefined;
    this.#failures = 0;
    this.#expiryReported = false;
  }

  /** Reports the first failure of an outage, and once more when the keys have expired over it. */
  #failed(failure: KeysAway): void {
    this.#failure = failure;
    this.#failures += 1;
    const { reason } = failure;
    const expired = this.#set !== undefined && this.version() === undefined;
    if (expired && !this.#expiryReported) this.#options.news.expired(reason);
    else if (this.#failures === 1) this.#options.news.failed(reason, this.#set !== undefined);
    this.#expiryReported ||= expired;
  }

  /** Fetches at that time, unless a fetch is planned sooner. */
  #plan(at: number): void {
    if (this.#closed.signal.aborted || at >= this.#plannedAt) return;
    clearTimeout(this.#timer);
    this.#plannedAt = at;
    this.#timer = setTimeout(() => void this.#fetch(), Math.max(0, at - this.#now()));
    // The process may end without it.
    this.#timer.unref();
  }
}
