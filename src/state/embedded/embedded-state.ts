import type { CampaignIdChange } from '../memory/campaign-ids.js';
import { createMemoryState } from '../memory/memory-state.js';
import { isUnavailable } from '../errors.js';
import type { State } from '../state.js';
import { Journal, type JournalOptions } from './journal.js';
import { PreparedCalls } from './prepared-calls.js';
import { campaignIdKey, keyKey, restoreRecords } from './records.js';

/**
 * Creates the state of a single process with a data directory. Decisions are made in memory. Idempotency keys, the counts of the
 * day, attempts and campaign ids are also on disk:
 *
 * - a claim of a key, a counted call and its attempt before anything is sent;
 * - the result of a key, or its release, before the response.
 *
 * Slots, the queue and list versions end with the process. A key that was claimed by a process that died is `unknown`. Rejects
 * with DataDirError if the directory cannot be opened. See docs/adr/0019-embedded-store-leveldb.md.
 */
export async function createEmbeddedState(options: JournalOptions): Promise<State> {
  const { journal, records } = await Journal.open(options);
  const storeIdChange = (kind: string, change: CampaignIdChange): void => {
    if (change.what === 'attempts' && change.name !== undefined && change.value !== undefined)
      calls.storeAttempts(kind, change.name);
    else journal.put(campaignIdKey(kind, change), change.value);
  };
  const memory = createMemoryState(() => journal.now(), {
    day: (pool, day) => calls.storeDay(pool, day),
    campaignIds: storeIdChange,
    keyExpired: (key) => journal.delete(keyKey(key)),
  });
  const { keys } = memory;
  const calls = new PreparedCalls(journal, memory);
  restoreRecords(memory, records, journal);
  return {
    slots: {
      ...memory.slots,
      // A disk rarely recovers while a call waits, so it does not wait.
      whenRecovered: () => Promise.resolve(journal.available),
      acquire: async (pool, ticket, caller, call) => {
        journal.requireAvailable();
        const acquisition = await memory.slots.acquire(pool, ticket, caller);
        const isHeld = acquisition.status === 'granted' || acquisition.status === 'queued';
        if (isHeld && call !== undefined) calls.prepare(pool, ticket, call);
        return acquisition;
      },
      confirm: async (pool, ticket, day, attempt) => {
        const isPrepared = await calls.isPrepared(ticket, attempt);
        journal.requireAvailable();
        const confirmation = await memory.slots.confirm(pool, ticket, day, attempt);
        if (confirmation.status === 'queued') return confirmation;
        calls.remove(ticket);
        if (confirmation.status !== 'confirmed') return confirmation;
        // The lazy write is for the next calls. It starts after this call is sent.
        if (isPrepared && calls.isCounted(pool)) return confirmation;
        try {
          await journal.durable();
        } catch (error) {
          await memory.quota.refund(pool, day);
          throw error;
        }
        return confirmation;
      },
      release: (pool, ticket) => {
        calls.remove(ticket);
        return memory.slots.release(pool, ticket);
      },
    },
    quota: {
      ...memory.quota,
      markExhausted: async (pool, day) => {
        await memory.quota.markExhausted(pool, day);
        await ignoreUnavailable(journal.durable());
      },
    },
    idempotency: {
      ...memory.idempotency,
      begin: async (key, fingerprint, ttlMs) => {
        const state = await memory.idempotency.begin(key, fingerprint, ttlMs);
        if (state.status !== 'claimed') return state;
        try {
          journal.put(keyKey(key), keys.get(key));
          await journal.durable();
        } catch (error) {
          // The claim may be on disk.
          journal.delete(keyKey(key));
          await memory.idempotency.abandon(key);
          throw error;
        }
        return state;
      },
      complete: async (key, value, ttlMs) => {
        const record = keys.completed(key, value, ttlMs);
        if (record !== undefined) {
          journal.put(keyKey(key), record);
          await ignoreUnavailable(journal.durable());
        }
        return memory.idempotency.complete(key, value, ttlMs);
      },
      abandon: async (key, value) => {
        journal.delete(keyKey(key));
        await ignoreUnavailable(journal.durable());
        return memory.idempotency.abandon(key, value);
      },
    },
    campaignIds: {
      ...memory.campaignIds,
      claimId: async (kind, number) => {
        const isFirst = await memory.campaignIds.claimId(kind, number);
        await journal.durable();
        return isFirst;
      },
    },
    snapshots: memory.snapshots,
    // Changes end with the process, as its calls do.
    changes: memory.changes,
    ready: () => journal.available,
    close: () => journal.close(),
  };
}

/** Its changes are written again later, and its request has a result already. */
const ignoreUnavailable = (write: Promise<void>): Promise<void> =>
  write.catch((error: unknown) => {
    if (!isUnavailable(error)) throw error;
  });
