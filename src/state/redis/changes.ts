import { isObject, parseJson } from '../../shared/json.js';
import {
  changesContacts,
  EXCLUDED_BY,
  type Change,
  type ChangeHistory,
  type ChangeKind,
  type ChangeStore,
} from '../change-store.js';
import { ignoreCommandError, StateCommandError, StateUnavailableError } from '../errors.js';
import { hash } from '../hash.js';
import { KEY_PREFIX } from './keys.js';
import { ALIVE_MS } from './scripts.js';
import type { RedisSession } from './session.js';

/** Channel on which a process announces a stop. */
export const STOP_CHANNEL = `${KEY_PREFIX}stopped`;

/** Changes of campaigns in Redis, for one process. */
export interface RedisChanges extends ChangeStore {
  /** Registers the changes of this process again, because an emptied or a previous Redis lacks them. */
  renew(): Promise<unknown>;
  /** Receives a message of STOP_CHANNEL. Returns false if it is invalid. */
  receiveStop(message: string): boolean;
}

/** Longer than any change, which ends with its request. */
const TTL_MS = 3_600_000;

/** Time for which a change that ended is remembered. It is longer than a command can be late. */
const ENDED_TTL_MS = 60_000;

/** Reply of the steps `begin` and `history`. */
interface BegunReply {
  readonly status: 'begun';
  readonly contactChanges: string;
  readonly stops: string;
  readonly overlaps: boolean;
  readonly isStopping: boolean;
}

/** Creates the changes of one process in Redis. */
export function createRedisChanges(session: RedisSession, process: string): RedisChanges {
  /** Id → step that registers the change of this process again. */
  const held = new Map<string, () => Promise<unknown>>();
  /** Hash → key of a campaign that this process changes. A message contains only the hash. */
  const campaigns = new Map<string, { readonly key: string; changes: number }>();
  const stopListeners: ((campaign: string) => void)[] = [];
  let count = 0;

  const redisKey = (campaign: string): string => `${KEY_PREFIX}changes:${hash(campaign)}`;
  const argsOf = (campaign: string, kind: ChangeKind, callLimitMs: number) => ({
    id: `${process}:${(count += 1)}`,
    kind,
    campaign: hash(campaign),
    excludedBy: EXCLUDED_BY[kind],
    changesContacts: changesContacts(kind),
    callLimitMs,
    ttlMs: TTL_MS,
    aliveMs: ALIVE_MS,
    endedTtlMs: ENDED_TTL_MS,
  });
  type Args = ReturnType<typeof argsOf>;
  const finish = (campaign: string, args: Args): Promise<void> =>
    session.eventually(['changes', 'finish'], redisKey(campaign), args);
  const hold = (campaign: string, { id, campaign: hashed }: Args, register: () => Promise<unknown>): (() => void) => {
    held.set(id, register);
    const entry = campaigns.get(hashed) ?? { key: campaign, changes: 0 };
    entry.changes += 1;
    campaigns.set(hashed, entry);
    return () => {
      if (!held.delete(id)) return;
      entry.changes -= 1;
      if (entry.changes === 0) campaigns.delete(hashed);
    };
  };

  const changeOf = (campaign: string, args: Args, begun: BegunReply): Change => {
    // Registered again after an outage, it is the same change, so its own counters differ: that counts as an overlap.
    const release = hold(campaign, args, () =>
      session.step(['changes', 'begin'], redisKey(campaign), { ...args, isRegistered: true }),
    );
    return {
      history: async (): Promise<ChangeHistory> => {
        const now = asBegun(await session.whenReady(['changes', 'history'], redisKey(campaign), args));
        if (now === undefined) throw new StateCommandError('UNREADABLE');
        return {
          hasOverlapped: begun.overlaps || now.contactChanges !== begun.contactChanges,
          wasStopped: begun.isStopping || now.stops !== begun.stops,
        };
      },
      end: () => {
        release();
        return finish(campaign, args);
      },
    };
  };

  return {
    begin: async (campaign, kind, callLimitMs) => {
      const args = argsOf(campaign, kind, callLimitMs);
      try {
        const reply = await session.whenComplete(['changes', 'begin'], redisKey(campaign), args);
        if (isObject(reply) && reply.status === 'excluded') return undefined;
        const begun = asBegun(reply);
        if (begun === undefined) throw new StateCommandError('UNREADABLE');
        return changeOf(campaign, args, begun);
      } catch (error) {
        // It may have begun, if only its reply was lost.
        if (!(error instanceof StateUnavailableError && error.notAttempted)) void finish(campaign, args);
        throw error;
      }
    },
    beginStop: (campaign) => {
      const args = argsOf(campaign, 'stop', 0);
      for (const listener of stopListeners) listener(campaign);
      const register = (): Promise<unknown> => session.step(['changes', 'beginStop'], redisKey(campaign), args);
      const release = hold(campaign, args, register);
      void session.eventually(['changes', 'beginStop'], redisKey(campaign), args);
      return () => {
        release();
        return finish(campaign, args);
      };
    },
    onStop: (listener) => void stopListeners.push(listener),
    renew: () => Promise.all([...held.values()].map((register) => register().catch(ignoreCommandError))),
    receiveStop: (message) => {
      const stop = parseStop(message);
      if (stop === undefined) return false;
      const campaign = campaigns.get(stop.campaign);
      // A stop of this process was announced when it began.
      if (campaign !== undefined && stop.process !== process)
        for (const listener of stopListeners) listener(campaign.key);
      return true;
    },
  };
}

function asBegun(reply: unknown): BegunReply | undefined {
  if (!isObject(reply) || reply.status !== 'begun') return undefined;
  const { contactChanges, stops, overlaps, isStopping } = reply;
  return typeof contactChanges === 'string' &&
    typeof stops === 'string' &&
    typeof overlaps === 'boolean' &&
    typeof isStopping === 'boolean'
    ? { status: 'begun', contactChanges, stops, overlaps, isStopping }
    : undefined;
}

/** Parses a message of STOP_CHANNEL; undefined if it is invalid. Every client of Redis can publish. */
function parseStop(message: string): { readonly process: string; readonly campaign: string } | undefined {
  const content = parseJson(message);
  if (!isObject(content)) return undefined;
  const { process, campaign } = content;
  return typeof process === 'string' && typeof campaign === 'string' ? { process, campaign } : undefined;
}
