import { failed, isUndocumented404, succeeded, type Outcome } from '../domain/failure.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import type { ContactUpload } from '../wolkvox/endpoints/add-contacts.js';
import { toRecord } from '../wolkvox/endpoints/contact-record.js';
import { findContact, type ContactFound } from '../wolkvox/endpoints/find-contacts.js';
import { findCampaignNow } from './campaign-now.js';
import type { LostWrite } from './execute-write.js';
import { finishedAt, waitUntilFinished } from './processing-time.js';

/** Upload that was sent, and what is known about the campaign before it. */
export interface TrackedUpload extends ContactUpload {
  /** Number of contacts in the campaign before the upload; undefined if it is not known. */
  readonly countBefore: number | undefined;
  /** Returns true if another change of the campaign was in progress at the same time. */
  readonly hasOverlapped: () => Promise<boolean>;
}

/**
 * Returns the outcome of an upload without a clear response. It is never sent again.
 * - `present` if the number of contacts has grown by exactly the upload, each looked-up contact is in the campaign with its values, and
 *   no other change was in progress.
 * - UNREACHABLE (nothing happened) if, after wolkvox must have finished, two readings show the number of before, no looked-up contact is
 *   in the campaign, and wolkvox has not confirmed the upload.
 * - OUTCOME_UNKNOWN for anything else. wolkvox may update a known contact instead of adding it, and its number may lag.
 */
export async function reconcileUpload(
  wolkvox: Wolkvox,
  {
    operation,
    input: upload,
    sentAt,
    confirmed,
  }: Pick<LostWrite<TrackedUpload>, 'operation' | 'input' | 'sentAt' | 'confirmed'>,
  slotLeaseMs: number,
  request: CallContext,
): Promise<Outcome<'present'>> {
  const { campaignId, countBefore, contacts, hasOverlapped } = upload;
  const finishedMs = finishedAt(sentAt, slotLeaseMs);
  if (countBefore === undefined) {
    // Nothing can be proven without it. Until wolkvox must have finished, a start could reach contacts that were not confirmed.
    await waitUntilFinished(sentAt, slotLeaseMs);
    return failed({ code: 'OUTCOME_UNKNOWN' });
  }
  const countAfter = countBefore + contacts.length;
  const count = async (): Promise<number | undefined> =>
    (await findCampaignNow(wolkvox, operation, campaignId, request))?.contactCount;
  const isPresent = async (): Promise<boolean> =>
    !(await hasOverlapped()) &&
    (await allFound('same', wolkvox, operation, upload, request)) &&
    !(await hasOverlapped());

  if (performance.now() < finishedMs) {
    if ((await count()) === countAfter && (await isPresent())) return succeeded('present');
    await waitUntilFinished(sentAt, slotLeaseMs);
  }
  const first = await count();
  if (first === countAfter) return (await isPresent()) ? succeeded('present') : failed({ code: 'OUTCOME_UNKNOWN' });
  if (first !== countBefore) return failed({ code: 'OUTCOME_UNKNOWN' });
  const isAbsent = !confirmed && (await allFound('none', wolkvox, operation, upload, request));
  const second = await count();
  // The first reading may have been late.
  if (second === countAfter && !isAbsent && (await isPresent())) return succeeded('present');
  return isAbsent && second === countBefore
    ? failed({ code: 'UNREACHABLE', hint: 'NOT_CHANGED' })
    : failed({ code: 'OUTCOME_UNKNOWN' });
}

/** Returns true if each looked-up contact is found in this way. Returns false at the first one that is not, or cannot be read. */
async function allFound(
  expected: ContactFound,
  wolkvox: Wolkvox,
  operation: OperationConnection,
  { campaignId, type, contacts }: ContactUpload,
  request: CallContext,
): Promise<boolean> {
  for (const contact of sample(contacts)) {
    const query = { campaignId, record: toRecord(contact, type) };
    const outcome = await wolkvox.call(operation, findContact, query, request);
    const found = outcome.ok ? outcome.value : isUndocumented404(outcome.failure) ? 'none' : undefined;
    if (found !== expected) return false;
  }
  return true;
}

/**
 * Returns up to four contacts: the first two, the middle one and the last one. A half of an upload, the first, the last or every other
 * contact, contains at least one of them.
 */
function sample<Contact>(contacts: readonly Contact[]): readonly Contact[] {
  const count = contacts.length;
  const indexes = new Set([0, 1, Math.floor(count / 2), count - 1]);
  return contacts.filter((_, index) => indexes.has(index));
}
