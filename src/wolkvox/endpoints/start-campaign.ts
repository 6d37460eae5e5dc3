import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import type { Endpoint } from './endpoint.js';

/**
 * PUT campaign.php?api=start, without a body (doc). It returns no data. wolkvox then dials the contacts, so it is sent only for a
 * campaign that was read as stopped.
 */
export const startCampaign: Endpoint<{ readonly campaignId: string }, { readonly message: string }> = {
  api: 'start',
  file: 'campaign',
  method: 'PUT',
  safe: false,
  query: ({ campaignId }) => ({ campaign_id: campaignId }),
  readSuccess: ({ msg }) => ({ message: sanitizeMessage(msg) }),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};
