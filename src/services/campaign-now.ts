import type { ListedCampaign } from '../domain/campaign.js';
import { CAMPAIGN_NOT_FOUND, failed, succeeded, type Outcome } from '../domain/failure.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { readCampaign } from '../wolkvox/endpoints/list-campaigns.js';
import { asReadFailure, byNumber } from './list-cache.js';
import { finishedAt, waitUntilFinished } from './processing-time.js';

/** Reads a campaign as `readCampaignNow` does. undefined: it cannot be read, or does not exist. Rejects with StateCommandError. */
export async function findCampaignNow(
  ...call: Parameters<typeof readCampaignNow>
): Promise<ListedCampaign | undefined> {
  const read = await readCampaignNow(...call);
  return read.ok ? read.value : undefined;
}

/**
 * Reads one campaign from wolkvox, never from a cached list. It costs one call. Fails with NOT_FOUND if it does not exist, and with
 * UNREACHABLE if the response is lost, unreadable or may lack rows. Rejects with StateCommandError.
 */
export async function readCampaignNow(
  wolkvox: Wolkvox,
  operation: OperationConnection,
  campaignId: string,
  request: CallContext,
): Promise<Outcome<ListedCampaign>> {
  const list = asReadFailure(await wolkvox.call(operation, readCampaign, campaignId, request));
  if (!list.ok) return list;
  const { rows, unreadRows, partial } = list.value;
  // The server may ignore the id and return all campaigns.
  const row = rows.find((listed) => byNumber(listed.campaignId, campaignId) === 0);
  if (row !== undefined) return succeeded(row);
  if (unreadRows > 0 || partial === true) return failed({ code: 'UNREACHABLE', hint: 'UNREADABLE_ANSWER' });
  return failed(CAMPAIGN_NOT_FOUND);
}

/** Write whose effect a reading shows. */
export interface SentWrite {
  readonly operation: OperationConnection;
  readonly campaignId: string;
  /** Time of sending, on the clock of performance.now. */
  readonly sentAt: number;
  /** Longest time for which wolkvox processes a call. */
  readonly slotLeaseMs: number;
}

/**
 * Reads the campaign as `readCampaignNow` does after a write without a clear response. Unless `showsEffect` accepts this reading,
 * reads it once more when wolkvox must have finished the write. Only that last reading can prove that the write had no effect.
 */
export const readCampaignAfter = (
  wolkvox: Wolkvox,
  write: SentWrite,
  showsEffect: (row: ListedCampaign) => boolean,
  request: CallContext,
): Promise<Outcome<ListedCampaign>> =>
  readAfter(
    write,
    () => readCampaignNow(wolkvox, write.operation, write.campaignId, request),
    (read) => read.ok && showsEffect(read.value),
  );

/** Reads anything after a write without a clear response, at once and when wolkvox must have finished it, as `readCampaignAfter` does. */
export async function readAfter<Reading>(
  { sentAt, slotLeaseMs }: Pick<SentWrite, 'sentAt' | 'slotLeaseMs'>,
  read: () => Promise<Reading>,
  showsEffect: (reading: Reading) => boolean,
): Promise<Reading> {
  const finishedMs = finishedAt(sentAt, slotLeaseMs);
  for (;;) {
    const isFinished = performance.now() >= finishedMs;
    const reading = await read();
    if (isFinished || showsEffect(reading)) return reading;
    await waitUntilFinished(sentAt, slotLeaseMs);
  }
}
