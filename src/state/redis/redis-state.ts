import { randomUUID } from 'node:crypto';

import { ATTEMPT_TTL_MS, CLAIMED_ID_TTL_MS, MAX_ATTEMPT_NAMES, type CampaignIdStore } from '../campaign-id-store.js';
import { isObject, parseJson } from '../../shared/json.js';
import { StateCommandError, isUnavailable } from '../errors.js';
import { hash } from '../hash.js';
import { MAX_DAY_LENGTH_MS, type CountedToken, type Day, type QuotaStore } from '../quota-store.js';
import type { Acquisition, Confirmation, RenewResult, SlotStore, Usage } from '../slot-store.js';
import type { SnapshotStore } from '../snapshot-store.js';
import type { State } from '../state.js';
import { createRedisChanges, STOP_CHANNEL } from './changes.js';
import { createRedisIdempotency } from './idempotency.js';
import { KEY_PREFIX } from './keys.js';
import { ALIVE_MS } from './scripts.js';
import { RedisSession } from './session.js';
import { HAND_OVER_MS, POLL_INTERVAL_MS } from './timing.js';
import { parseRedisUrl } from './url.js';

/**
 * Creates the shared state of any number of replicas in Redis. It connects and reconnects by itself; while Redis is unavailable
 * no call may be sent. `report` is for the log, `code` is the code of an error reply, for example OOM. `errorReply` is called
 * with the code of each error reply. Throws if REDIS_URL has none of FORMS_OF_REDIS_URL.
 *
 * @param minReplicas Number of replicas that must confirm a write that this process acts on. Default: 1 with Sentinels or a cluster,
 * else 0.
 */
export async function createRedisState(
  url: string,
  report: (message: string, level: 'info' | 'warn', code?: string) => void,
  errorReply: (code: string) => void = () => undefined,
  minReplicas?: number,
): Promise<State> {
  const target = parseRedisUrl(url);
  if (target === undefined) throw new Error('REDIS_URL is invalid.');
  const process = randomUUID();
  const grantListeners: ((ticket: string) => void)[] = [];
  const completionListeners: ((key: string) => void)[] = [];
  const outageListeners: (() => void)[] = [];
  const recoveryListeners: (() => Promise<void>)[] = [];
  const session: RedisSession = new RedisSession({
    url: target,
    minReplicas: minReplicas ?? (target.kind === 'server' ? 0 : 1),
    process,
    report,
    errorReply,
    channels: {
      [`${KEY_PREFIX}granted:${process}`]: (ticket) => grantListeners.forEach((listener) => listener(ticket)),
      // Every client of Redis can publish, so a message is only a hint to read the key.
      [`${KEY_PREFIX}settled`]: (message) => {
        const key = keyOf(message);
        if (key === undefined) session.reportOnce('invalid message on {wolkvox}:settled ignored');
        else completionListeners.forEach((listener) => listener(key));
      },
      [STOP_CHANNEL]: (message) => {
        if (!changes.receiveStop(message)) session.reportOnce('invalid message on {wolkvox}:stopped ignored');
      },
    },
    onUnavailable: () => outageListeners.forEach((listener) => listener()),
    onRecovered: () =>
      Promise.all([...recoveryListeners.map((listener) => listener()), idempotency.renew(), changes.renew()]),
  });
  const idempotency = createRedisIdempotency(session, process);
  const changes = createRedisChanges(session, process);
  await session.start();
  return {
    slots: {
      process,
      pollIntervalMs: POLL_INTERVAL_MS,
      handOverMs: HAND_OVER_MS,
      losses: () => session.losses,
      whenRecovered: () => session.whenRecovered(),
      ...slotSteps(session, process),
      onGranted: (listener) => void grantListeners.push(listener),
      onUnavailable: (listener) => void outageListeners.push(listener),
      onRecovered: (listener) => void recoveryListeners.push(listener),
    },
    quota: createQuota(session),
    idempotency: {
      begin: (...claim) => retryAfterRecovery(session, () => idempotency.begin(...claim)),
      complete: idempotency.complete,
      abandon: idempotency.abandon,
      onCompleted: (listener) => void completionListeners.push(listener),
    },
    campaignIds: createCampaignIds(session),
    snapshots: createSnapshots(session, process),
    changes: { ...changes, begin: (...change) => retryAfterRecovery(session, () => changes.begin(...change)) },
    ready: () => session.available,
    close: () => session.close(),
  };
}

/** Retries a step once if Redis was unavailable and recovers within OUTAGE_WAIT_MS. */
async function retryAfterRecovery<Result>(session: RedisSession, attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    if (!isUnavailable(error) || !(await session.whenRecovered())) throw error;
    return attempt();
  }
}

const tokenKey = ({ id }: CountedToken): string => `${KEY_PREFIX}token:${id}`;
const idsKey = (kind: string): string => `${KEY_PREFIX}numbers:${hash(kind)}`;

function slotSteps(
  session: RedisSession,
  process: string,
): Pick<SlotStore, 'acquire' | 'confirm' | 'release' | 'expireIn' | 'renew' | 'usage'> {
  return {
    acquire: (pool, ticket, caller) =>
      session.whenReady<Acquisition>(['slots', 'acquire'], tokenKey(pool), {
        ...pool,
        ticket,
        caller: hash(caller),
        aliveMs: ALIVE_MS,
      }),
    confirm: (pool, ticket, day, attempt) => {
      const keys = attempt === undefined ? [tokenKey(pool)] : [tokenKey(pool), idsKey(attempt.kind)];
      const recorded = attempt === undefined ? undefined : { name: hash(attempt.name), ...LIMITS };
      return session.whenReady<Confirmation>(['slots', 'confirm'], keys, {
        ...pool,
        ...withClock(day),
        ticket,
        ...recorded,
      });
    },
    release: (pool, ticket) => session.eventually(['slots', 'release'], tokenKey(pool), { ...pool, ticket }),
    expireIn: (pool, ticket, ms) => {
      const endsAt = performance.now() + ms;
      return session.eventually(['slots', 'expireIn'], tokenKey(pool), () => ({
        ticket,
        ms: Math.max(1, Math.ceil(endsAt - performance.now())),
      }));
    },
    renew: (pool, running, waiting) =>
      session.step(['slots', 'renew'], tokenKey(pool), { ...pool, process, running, waiting }) as Promise<RenewResult>,
    usage: (pool, day) =>
      session.step(['slots', 'usage'], tokenKey(pool), { ...pool, ...withClock(day) }) as Promise<Usage>,
  };
}

const createQuota = (session: RedisSession): QuotaStore => ({
  // Not retried, because it could be applied twice, and one call too few is better than one too many.
  refund: async (token, day) => {
    await session.step(['quota', 'refundQuota'], tokenKey(token), withClock(day)).catch(() => undefined);
  },
  markExhausted: (token, day) => session.eventually(['quota', 'markExhausted'], tokenKey(token), withClock(day)),
});

/** Adds the clock of this process. The script compares it with the clock of Redis to detect a wrong one. */
const withClock = (day: Day): object => ({ ...day, now: Date.now(), maxDayLengthMs: MAX_DAY_LENGTH_MS });

function createCampaignIds(session: RedisSession): CampaignIdStore {
  return {
    countAttempts: (kind, name) =>
      session.step(['campaignIds', 'countAttempts'], idsKey(kind), { name: hash(name), ...LIMITS }) as Promise<number>,
    observeId: async (kind, number) => {
      await session.step(['campaignIds', 'observeId'], idsKey(kind), { number, ...LIMITS }).catch(() => undefined);
    },
    assignId: (kind, number) => session.eventually(['campaignIds', 'claimId'], idsKey(kind), { number, ...LIMITS }),
    claimId: (kind, number) =>
      session.step(['campaignIds', 'claimId'], idsKey(kind), { number, ...LIMITS }) as Promise<boolean>,
    isClaimed: (kind, number) =>
      session.step(['campaignIds', 'isClaimed'], idsKey(kind), { number }) as Promise<boolean>,
  };
}

const LIMITS = { attemptTtlMs: ATTEMPT_TTL_MS, maxAttemptNames: MAX_ATTEMPT_NAMES, idTtlMs: CLAIMED_ID_TTL_MS };

function createSnapshots(session: RedisSession, process: string): SnapshotStore {
  const key = (list: string): string => `${KEY_PREFIX}list:${hash(list)}`;
  return {
    isShared: true,
    bumpVersion: async (list) => {
      try {
        return (await session.step(['snapshots', 'bumpVersion'], key(list), {})) as number;
      } catch {
        // Other replicas see the new version when Redis is available again.
        void session.eventually(['snapshots', 'bumpVersion'], key(list), {});
        return undefined;
      }
    },
    // Read each time, because a published message could arrive later than the response to the write, or never.
    version: (list) => session.whenReady(['snapshots', 'version'], key(list), {}),
    loadSnapshot: async (list) => {
      const reply = (await session.step(['snapshots', 'loadSnapshot'], key(list), {})) as Record<
        'version' | 'now' | 'includesVersion' | 'ageMs',
        unknown
      >;
      const { version, now, includesVersion, ageMs } = reply;
      if (typeof version !== 'number' || typeof now !== 'number') throw new StateCommandError('UNREADABLE');
      if (typeof includesVersion !== 'number' || typeof ageMs !== 'number') return { version, now };
      // Not read by the script, because it may be megabytes, which the script would encode as JSON again.
      const text = (): Promise<string | undefined> => session.get(`${key(list)}:text`);
      return { version, now, snapshot: { includesVersion, ageMs, text } };
    },
    acquireRefresh: (list, ms) =>
      session.whenReady(['snapshots', 'acquireRefresh'], key(list), { process, ms, aliveMs: ALIVE_MS }),
    releaseRefresh: (list) => session.eventually(['snapshots', 'releaseRefresh'], key(list), { process }),
    storeSnapshot: async (list, text, { includesVersion, startedAt }, ttlMs) => {
      const args = { process, includesVersion, startedAt, ttlMs };
      // The snapshot is not retried, but the lock must be released.
      await session
        .step(['snapshots', 'storeSnapshot'], key(list), args, [text])
        .catch(() => session.eventually(['snapshots', 'releaseRefresh'], key(list), { process }));
    },
  };
}

/** Returns the key of a message on the channel `settled`; undefined if the message is invalid. */
function keyOf(message: string): string | undefined {
  const content = parseJson(message);
  return isObject(content) && typeof content.key === 'string' ? content.key : undefined;
}
