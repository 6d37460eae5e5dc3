import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import { TYPE_VALUES, type Selection } from './campaign-values.js';
import type { Endpoint } from './endpoint.js';

/** Response to a deletion. */
export interface DeletionResponse {
  readonly message: string;
  /** Numbers of campaigns in the message, of which a failure is reported nowhere else. undefined: the message has no such numbers. */
  readonly counts: { readonly deleted: number; readonly failed: number } | undefined;
}

/** DELETE campaign.php?api=delete_campaign (doc). It deletes one campaign with its contacts and their history. */
export const deleteCampaign: Endpoint<Pick<Selection, 'campaignId' | 'type'>, DeletionResponse> = {
  api: 'delete_campaign',
  file: 'campaign',
  method: 'DELETE',
  safe: false,
  query: ({ type }) => ({ type_campaign: TYPE_VALUES[type] }),
  body: ({ campaignId }) => ({ campaign_ids: [campaignId] }),
  readSuccess: ({ msg }) => ({ message: sanitizeMessage(msg), counts: countsIn(msg) }),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};

/** "X campaigns deleted successfully. N operations failed." (doc). The gap has a limit, because an unlimited one would be searched. */
const COUNTS = /^\D{0,20}(\d{1,9}) campaigns? deleted\b\D{0,40}\b(\d{1,9}) operations? failed\b/i;

function countsIn(msg: string): DeletionResponse['counts'] {
  const [, deleted, failed] = COUNTS.exec(msg) ?? [];
  return deleted === undefined ? undefined : { deleted: Number(deleted), failed: Number(failed) };
}
