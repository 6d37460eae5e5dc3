/** Idempotency keys with the results of their requests. See docs/adr/0009-idempotency-with-unknown-outcomes.md. */
export interface IdempotencyStore {
  /**
   * Claims an idempotency key for `ttlMs`. `seen` is the `pending` state that this request received before. The key is then
   * claimed only if that claim was released; if it vanished otherwise, the result is `lost`.
   */
  begin(key: string, fingerprint: string, ttlMs: number, seen?: KeyState): Promise<KeyState>;
  /**
   * Stores the result under a key that this process has claimed, for duplicates. Resolves when it is stored, or after ten seconds
   * of an outage. Never rejects: it is retried.
   */
  complete(key: string, value: string, ttlMs: number): Promise<void>;
  /**
   * Releases a key. Waiting duplicates receive `value` from their next `begin`; without a value they try for themselves.
   * Never rejects: it is retried.
   */
  abandon(key: string, value?: string): Promise<void>;
  /** Calls the listener with each key that was completed or abandoned. Its waiting duplicates then call `begin` again. */
  onCompleted(listener: (key: string) => void): void;
}

/**
 * State of an idempotency key.
 * - `claimed`: this process has claimed it and must complete or abandon it.
 * - `pending`: another request is running under it.
 * - `done`: `value` is the stored result, or the result shared by the request that released the key.
 * - `conflict`: the key was used with another fingerprint.
 * - `unknown`: the process that claimed it has died, or its record cannot be read.
 * - `lost`: the claim that was seen has vanished and was not released.
 */
export type KeyState =
  | { readonly status: 'claimed' | 'pending' | 'conflict' | 'unknown' | 'lost' }
  | { readonly status: 'done'; readonly value: string };
