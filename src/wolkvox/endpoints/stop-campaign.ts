import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import type { Endpoint } from './endpoint.js';

/** PUT campaign.php?api=stop, without a body (doc). It succeeds on running and on stopped campaigns (seen) and returns no data. */
export const stopCampaign: Endpoint<string, { readonly message: string }> = {
  api: 'stop',
  file: 'campaign',
  method: 'PUT',
  safe: false,
  ignoresQuota: true,
  query: (campaignId) => ({ campaign_id: campaignId }),
  readSuccess: ({ msg }) => ({ message: sanitizeMessage(msg) }),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};
