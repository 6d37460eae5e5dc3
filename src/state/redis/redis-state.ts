import { randomUUID } from 'node:crypto';

import {
  hash,
  isUnavailable,
  MAX_DAY_LENGTH_MS,
  MAX_ATTEMPT_NAMES,
  ATTEMPT_TTL_MS,
  CLAIMED_ID_TTL_MS,
  StateCommandError,
  type Usage,
  type Confirmation,
  type Day,
  type Acquisition,
  type Pool,
  type State,
  type RenewResult,
} from '../state.js';
import { createRedisIdempotency } from './idempotency.js';
import { KEY_PREFIX } from './keys.js';
import { ALIVE_MS, GRACE_MS } from './scripts.js';
import { RedisSession } from './session.js';
import { POLL_INTERVAL_MS } from './timing.js';
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
    },
    onUnavailable: () => outageListeners.forEach((listener) => listener()),
    onRecovered: () => Promise.all([...recoveryListeners.map((listener) => listener()), idempotency.renew()]),
  });
  const idempotency = createRedisIdempotency({
    process,
    aliveMs: ALIVE_MS,
    graceMs: GRACE_MS,
    step: (name, subject, args) => session.step(name, subject, args),
    whenReady: (name, subject, args) => session.whenReady(name, subject, args),
    eventually: (name, subject, args, done) => session.eventually(name, subject, args, done),
    whenRecovered: async () => {
      // The next heartbeat may be a second later.
      await session.beat();
      return session.whenRecovered();
    },
  });
  await session.start();
  return {
    process,
    pollIntervalMs: POLL_INTERVAL_MS,
    losses: () => session.losses,
    whenRecovered: () => session.whenRecovered(),
    ...slotSteps(session, process),
    onGranted: (listener) => void grantListeners.push(listener),
    onUnavailable: (listener) => void outageListeners.push(listener),
    onRecovered: (listener) => void recoveryListeners.push(listener),
    ...quotaSteps(session),
    begin: (...claim) => retryAfterRecovery(session, () => idempotency.begin(...claim)),
    complete: idempotency.complete,
    abandon: idempotency.abandon,
    onCompleted: (listener) => void completionListeners.push(listener),
    ...campaignIdSteps(session),
    ...snapshotSteps(session, process),
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

const poolKey = ({ id }: Pool): string => `${KEY_PREFIX}token:${id}`;
const idsKey = (kind: string): string => `${KEY_PREFIX}numbers:${hash(kind)}`;

function slotSteps(
  session: RedisSession,
  process: string,
): Pick<State, 'acquire' | 'confirm' | 'release' | 'expireIn' | 'renew'> {
  return {
    acquire: (pool, ticket, caller) =>
      session.whenReady<Acquisition>('acquire', poolKey(pool), {
        ...pool,
        ticket,
        caller: hash(caller),
        aliveMs: ALIVE_MS,
      }),
    confirm: (pool, ticket, day, attempt) => {
      const keys = attempt === undefined ? [poolKey(pool)] : [poolKey(pool), idsKey(attempt.kind)];
      const recorded = attempt === undefined ? undefined : { name: hash(attempt.name), ...LIMITS };
      return session.whenReady<Confirmation>('confirm', keys, { ...pool, ...withClock(day), ticket, ...recorded });
    },
    release: (pool, ticket) => session.eventually('release', poolKey(pool), { ...pool, ticket }),
    expireIn: (pool, ticket, ms) => {
      const endsAt = performance.now() + ms;
      return session.eventually('expireIn', poolKey(pool), () => ({
        ticket,
        ms: Math.max(1, Math.ceil(endsAt - performance.now())),
      }));
    },
    renew: (pool, running, waiting) =>
      session.step('renew', poolKey(pool), { ...pool, process, running, waiting }) as Promise<RenewResult>,
  };
}

function quotaSteps(session: RedisSession): Pick<State, 'refundQuota' | 'markExhausted' | 'usage'> {
  return {
    // Not retried, because it could be applied twice, and one call too few is better than one too many.
    refundQuota: async (pool, day) => {
      await session.step('refundQuota', poolKey(pool), withClock(day)).catch(() => undefined);
    },
    markExhausted: (pool, day) => session.eventually('markExhausted', poolKey(pool), withClock(day)),
    usage: (pool, day) => session.step('usage', poolKey(pool), { ...pool, ...withClock(day) }) as Promise<Usage>,
  };
}

/** Adds the clock of this process. The script compares it with the clock of Redis to detect a wrong one. */
const withClock = (day: Day): object => ({ ...day, now: Date.now(), maxDayLengthMs: MAX_DAY_LENGTH_MS });

function campaignIdSteps(
  session: RedisSession,
): Pick<State, 'countAttempts' | 'observeId' | 'assignId' | 'claimId' | 'isClaimed'> {
  return {
    countAttempts: (kind, name) =>
      session.step('countAttempts', idsKey(kind), { name: hash(name), ...LIMITS }) as Promise<number>,
    observeId: async (kind, number) => {
      await session.step('observeId', idsKey(kind), { number, ...LIMITS }).catch(() => undefined);
    },
    assignId: (kind, number) => session.eventually('claimId', idsKey(kind), { number, ...LIMITS }),
    claimId: (kind, number) => session.step('claimId', idsKey(kind), { number, ...LIMITS }) as Promise<boolean>,
    isClaimed: (kind, number) => session.step('isClaimed', idsKey(kind), { number }) as Promise<boolean>,
  };
}

const LIMITS = { attemptTtlMs: ATTEMPT_TTL_MS, maxAttemptNames: MAX_ATTEMPT_NAMES, idTtlMs: CLAIMED_ID_TTL_MS };

function snapshotSteps(
  session: RedisSession,
  process: string,
): Pick<
  State,
  'isShared' | 'bumpVersion' | 'version' | 'loadSnapshot' | 'acquireRefresh' | 'releaseRefresh' | 'storeSnapshot'
> {
  const key = (list: string): string => `${KEY_PREFIX}list:${hash(list)}`;
  return {
    isShared: true,
    bumpVersion: async (list) => {
      try {
        return (await session.step('bumpVersion', key(list), {})) as number;
      } catch {
        // Other replicas see the new version when Redis is available again.
        void session.eventually('bumpVersion', key(list), {});
        return undefined;
      }
    },
    // Read each time, because a published message could arrive later than the response to the write, or never.
    version: (list) => session.whenReady('version', key(list), {}),
    loadSnapshot: async (list) => {
      const reply = (await session.step('loadSnapshot', key(list), {})) as Record<
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
    acquireRefresh: (list, ms) => session.whenReady('acquireRefresh', key(list), { process, ms, aliveMs: ALIVE_MS }),
    releaseRefresh: (list) => session.eventually('releaseRefresh', key(list), { process }),
    storeSnapshot: async (list, text, { includesVersion, startedAt }, ttlMs) => {
      const args = { process, includesVersion, startedAt, ttlMs };
      // The snapshot is not retried, but the lock must be released.
      await session
        .step('storeSnapshot', key(list), args, [text])
        .catch(() => session.eventually('releaseRefresh', key(list), { process }));
    },
  };
}

/** Returns the key of a message on the channel `settled`; undefined if the message is invalid. */
function keyOf(message: string): string | undefined {
  try {
    const content: unknown = JSON.parse(message);
    const key = typeof content === 'object' && content !== null && 'key' in content ? content.key : undefined;
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}
