import { isObject } from '../../shared/json.js';
import type { CampaignIdChange } from '../memory/campaign-ids.js';
import type { KeyRecord } from '../memory/idempotency.js';
import type { MemoryState } from '../memory/memory-state.js';
import type { DayCount } from '../memory/quota.js';
import type { Journal } from './journal.js';

/** Count of a day on disk. */
export interface DayRecord extends DayCount {
  /** Calls that are not in `used` yet and may have been sent. */
  readonly ahead: number;
}

/** Key of the record of an idempotency key. */
export const keyKey = (key: string): string => `key/${key}`;

/** Key of the count of the day of a token. */
export const dayKey = (pool: string): string => `day/${pool}`;
export const isDayKey = (key: string): boolean => key.startsWith('day/');

/** Key of the attempts with this hash of a name. The kind is encoded, because it may contain the separator. */
export const attemptsKey = (kind: string, period: number, name: string): string =>
  `attempts/${encodeURIComponent(kind)}/${period}/${name}`;

/** Key of a change of campaign ids. */
export function campaignIdKey(kind: string, change: CampaignIdChange): string {
  switch (change.what) {
    case 'highest':
      return `highest/${encodeURIComponent(kind)}`;
    case 'attempts':
      return attemptsKey(kind, change.period, change.name ?? '');
    case 'claimed':
      return `claimed/${encodeURIComponent(kind)}/${change.period}/${change.number}`;
  }
}

/** Adds the records of earlier processes to the memory. Deletes the expired ones, and those that cannot be read. */
export function restoreRecords(memory: MemoryState, records: ReadonlyMap<string, unknown>, journal: Journal): void {
  const keys: (readonly [string, KeyRecord])[] = [];
  for (const [name, value] of records) {
    const [what, ...rest] = name.split('/');
    switch (what) {
      case 'key':
        keys.push([rest.join('/'), keyRecordOf(value, journal.now())]);
        break;
      case 'day': {
        const day = dayOf(value);
        if (day === undefined) journal.delete(name);
        else memory.restoreDay(rest.join('/'), day);
        break;
      }
      case 'highest':
      case 'attempts':
      case 'claimed': {
        const [kind = '', ...path] = rest;
        const change = idChangeOf(what, path, value);
        if (change === undefined || !memory.restoreCampaignId(decodeURIComponent(kind), change)) journal.delete(name);
      }
    }
  }
  // The memory expires keys in the order of their end.
  keys.sort(([, a], [, b]) => a.endsAt - b.endsAt);
  for (const [key, record] of keys) memory.restoreKey(key, record);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns the record of a key. One that cannot be read may have had a result, so its key is `unknown` for a day. */
function keyRecordOf(value: unknown, now: number): KeyRecord {
  if (isObject(value) && typeof value.fingerprint === 'string' && typeof value.endsAt === 'number') {
    const { fingerprint, endsAt, value: result } = value;
    return typeof result === 'string'
      ? { fingerprint, endsAt, value: result }
      : { fingerprint, endsAt, orphaned: true };
  }
  return { fingerprint: undefined, endsAt: now + DAY_MS, orphaned: true };
}

/** Returns the count of a day; undefined if it cannot be read. Calls ahead count, because they may have been sent. */
function dayOf(value: unknown): DayCount | undefined {
  if (!isObject(value)) return undefined;
  const { endsAt, used, exhausted, ahead } = value;
  if (!isWhole(endsAt) || !isWhole(used) || !isWhole(ahead) || typeof exhausted !== 'boolean') return undefined;
  return { endsAt, used: used + ahead, exhausted };
}

function idChangeOf(
  what: CampaignIdChange['what'],
  [period, entry]: readonly string[],
  value: unknown,
): CampaignIdChange | undefined {
  if (what === 'claimed')
    return value === true ? { what, period: Number(period), number: Number(entry), value } : undefined;
  if (!isWhole(value)) return undefined;
  if (what === 'highest') return { what, value };
  return { what, period: Number(period), name: entry === '' ? undefined : entry, value };
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
