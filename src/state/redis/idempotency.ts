import { isObject } from '../../shared/json.js';
import { KEY_PREFIX } from './keys.js';
import { ALIVE_MS, GRACE_MS } from './scripts.js';
import type { RedisSession } from './session.js';
import { inTime } from './timing.js';
import { ignoreCommandError, StateCommandError, StateUnavailableError } from '../errors.js';
import type { IdempotencyStore, KeyState } from '../idempotency-store.js';

/** Idempotency keys in Redis, for one process. See docs/adr/0009-idempotency-with-unknown-outcomes.md. */
export interface RedisIdempotency extends Omit<IdempotencyStore, 'onCompleted'> {
  /** Claims the keys of this process again, because an emptied or a previous Redis lacks them. */
  renew(): Promise<unknown>;
}

/** Result that Redis has not confirmed. `stored` resolves when it has, or after STORED_WITHIN_MS. */
interface Unconfirmed {
  readonly fingerprint: string;
  readonly value: string;
  readonly stored: Promise<void>;
}

/**
 * Longest time for which a result is held back until Redis has stored it. A fail-over takes less. The campaign was created, so the
 * client receives its result in any case.
 */
const STORED_WITHIN_MS = 10_000;

/** Creates the idempotency keys of one process in Redis, without `onCompleted`. */
export function createRedisIdempotency(session: RedisSession, process: string): RedisIdempotency {
  /** Key → claim of this process. The owner stops a late command from releasing a newer claim. */
  const claims = new Map<string, { readonly owner: string; readonly fingerprint: string; readonly ttlMs: number }>();
  /** Key → result of this process that Redis has not confirmed. A duplicate receives it, also while Redis is unavailable. */
  const unconfirmed = new Map<string, Unconfirmed>();
  /** `pending` state → owner of its claim, because a later claim of the key may belong to another process. */
  const owners = new WeakMap<KeyState, string>();
  let claimCount = 0;

  const redisKey = (key: string): string => `${KEY_PREFIX}once:${key}`;
  const claim = async (key: string, args: object): Promise<KeyState> => {
    const reply = await session.whenComplete(['idempotency', 'begin'], redisKey(key), args);
    const state = keyStateOf(reply);
    if (state === undefined) throw new StateCommandError('UNREADABLE');
    if (state.status === 'pending' && isObject(reply)) owners.set(state, String(reply.owner));
    return state;
  };

  return {
    begin: async (key, fingerprint, ttlMs, seen) => {
      const completed = unconfirmed.get(key);
      if (completed !== undefined) {
        if (completed.fingerprint !== fingerprint) return { status: 'conflict' };
        await completed.stored;
        return { status: 'done', value: completed.value };
      }
      const owner = `${process}:${(claimCount += 1)}`;
      try {
        const args = {
          owner,
          fingerprint,
          ttlMs,
          seen: seen && owners.get(seen),
          aliveMs: ALIVE_MS,
          graceMs: GRACE_MS,
        };
        const state = await claim(key, args);
        if (state.status === 'claimed') claims.set(key, { owner, fingerprint, ttlMs });
        return state;
      } catch (error) {
        // The claim may have been made, if only its reply was lost.
        if (!(error instanceof StateUnavailableError && error.notAttempted))
          void session.eventually(['idempotency', 'abandon'], redisKey(key), {
            owner,
            key,
            releasedTtlMs: RELEASED_TTL_MS,
          });
        throw error;
      }
    },
    complete: (key, value, ttlMs) => {
      const held = claims.get(key);
      claims.delete(key);
      const written = new Promise<void>((resolve) => {
        void session.eventually(['idempotency', 'complete'], redisKey(key), { ...held, key, value, ttlMs }, () => {
          if (unconfirmed.get(key) === completed) unconfirmed.delete(key);
          resolve();
        });
      });
      // During an outage the write is pending. A process that ended meanwhile would take the result with it.
      const stored = inTime(written, STORED_WITHIN_MS).catch(() => undefined);
      const completed = held && { fingerprint: held.fingerprint, value, stored };
      if (completed !== undefined) unconfirmed.set(key, completed);
      return stored;
    },
    abandon: (key, value) => {
      const held = claims.get(key);
      claims.delete(key);
      return session.eventually(['idempotency', 'abandon'], redisKey(key), {
        owner: held?.owner,
        key,
        value,
        releasedTtlMs: RELEASED_TTL_MS,
      });
    },
    renew: () =>
      Promise.all(
        [...claims].map(([key, held]) =>
          // No grace, because the grace period exists for these claims.
          session
            .step(['idempotency', 'begin'], redisKey(key), { ...held, aliveMs: ALIVE_MS, graceMs: 0 })
            .catch(ignoreCommandError),
        ),
      ),
  };
}

/** Time for which the result of a released claim is stored for waiting duplicates of other processes. */
const RELEASED_TTL_MS = 60_000;

function keyStateOf(reply: unknown): KeyState | undefined {
  if (!isObject(reply)) return undefined;
  const { status, value } = reply;
  switch (status) {
    case 'claimed':
    case 'pending':
    case 'conflict':
    case 'unknown':
    case 'lost':
      return { status };
    case 'done':
      return typeof value === 'string' ? { status, value } : undefined;
    default:
      return undefined;
  }
}
