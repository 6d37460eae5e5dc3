import type { CampaignStatus } from '@wolkvox-graphql/client';

/** Figures of a campaign on wolkvox's board. Null: the board shows none. */
export interface Progress {
  readonly status: CampaignStatus | null;
  readonly contactCount: number | null;
  readonly dialed: number | null;
  readonly pending: number | null;
  readonly finished: boolean;
  /** Time of the reading, ISO 8601. */
  readonly readAt: string;
}

/** Contacts that were dialled, of all. */
export interface Share {
  readonly done: number;
  readonly total: number;
  /** 0 to 100, in whole numbers. It is 100 only if nothing is pending. */
  readonly percent: number;
}

/** Returns how far a campaign is; undefined if the board does not show enough. */
export function shareOf({ contactCount, dialed, pending }: Progress): Share | undefined {
  if (contactCount === null || contactCount <= 0) return undefined;
  // A contact can be dialled several times, so `dialed` may exceed the contacts. `pending` is exact.
  const done = pending === null ? dialed : contactCount - pending;
  if (done === null || done < 0) return undefined;
  const share = Math.min(1, done / contactCount);
  return { done: Math.min(done, contactCount), total: contactCount, percent: Math.floor(share * 100) };
}

/** Status of a campaign, and when it was read. */
export interface StatusReading {
  readonly status: CampaignStatus | null;
  readonly readAt: Date;
}

/** Returns the newest known status. The list, the board and a mutation are read at different times. */
export function newestStatus(readings: readonly (StatusReading | null | undefined)[]): CampaignStatus | null {
  const known = readings.filter((reading) => reading != null && reading.status !== null) as StatusReading[];
  return known.toSorted((a, b) => b.readAt.getTime() - a.readAt.getTime())[0]?.status ?? null;
}
