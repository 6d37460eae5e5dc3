/** Answers of the vendor's writes that presets and operations share. */
import { refusal } from './response.js';
import type { Answer, StoredCampaign } from './protocol.js';

/**
 * Returns the specification's example answer for a campaign. The code is also the HTTP status; a test may set 200 or
 * 202.
 */
export function created({ campaign_id, campaign_name }: StoredCampaign, code: 200 | 201 | 202 = 201): Answer {
  const data = [{ id_campaign: campaign_id, name_campaign: campaign_name }];
  return { status: code, body: { code, error: null, msg: CREATED_MSG, data } };
}

export const CREATED_MSG = 'The # campaign_id has been created successfully';

/** Refuses the start of a campaign that runs. The text was seen; that it means this is a guess. */
export const NOT_STARTED: Answer = refusal(404, 'The campaign has not been started, please validate the data');

/** The text of a recorded answer. */
export function predictivesActive(count: number): Answer {
  const msg = `You must turn off a predictive before starting this one, you currently have ${count} active predictives`;
  return refusal(404, msg);
}

/** Refuses an edit: the 400 is documented for each kind of field; the text is a guess. */
export function invalidField(name: string): Answer {
  return refusal(400, `The field ${name} is invalid`);
}

/** Refuses to remove contacts if there are none: the 404 was seen for a clear_campaign; the text is a guess. */
export function nothingToRemove(campaignId: string): Answer {
  return refusal(404, `The ${campaignId} campaign_id has no records to delete, please validate the data`);
}

/** The text of a recorded answer. */
export function capacityExceeded(uploading: number, capacity: number): Answer {
  const msg =
    `You are uploading (${uploading}) records to the system. ` +
    `According to quantity active licenses, You can upload ${capacity} records. Try again.`;
  return refusal(404, msg);
}

/** Rejection of one record of an upload. */
export interface RecordError {
  readonly error: string;
  readonly msg: string;
}

/** The text before "object position", and every message, are guesses. */
export function recordError(position: number, msg: string): RecordError {
  return { error: `Error in object position ${position}`, msg };
}

/**
 * Answers an upload with invalid records. The answer to only invalid ones was seen. That the answer to some invalid ones
 * has the same block is a guess.
 */
export function someRecordsAdded(total: number, errors: readonly RecordError[], code: 201 | 404): Answer {
  const success = total - errors.length;
  const msg = `${success} records has been added, please validate the data`;
  const counts = { total_registers: total, total_success: success, total_errors: errors.length };
  const texts = Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, String(count)]));
  const data = [{ ...texts, array_errors: errors }];
  return code === 404 ? refusal(404, msg, data) : { status: 201, body: { code, error: null, msg, data } };
}

/** Answers a deletion (doc). That one of nothing may be a 404 is a guess. */
export function campaignsDeleted(count: number, failed: number, code: 200 | 404): Answer {
  const msg = `${count} campaigns deleted successfully. ${failed} operations failed.`;
  if (count === 0 && code === 404) return refusal(404, msg);
  return { status: 200, body: { code: 200, error: null, msg } };
}

/** Refuses a call that names an unknown contact (guess). */
export function unknownContact(customerId: string): Answer {
  return refusal(404, `Customer_id ${customerId} does not exist in the campaign.`);
}

/** The text of a recorded answer to a window without results. */
export const NO_RESULTS = refusal(404, 'Validate dates entered');

/** The limit is documented; the answer is a guess. */
export const RANGE_TOO_LONG = refusal(404, 'The date range must not exceed 31 days');
