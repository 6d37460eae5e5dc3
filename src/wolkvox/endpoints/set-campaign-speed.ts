import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import type { Endpoint } from './endpoint.js';

/** PUT campaign.php?api=speed with the speed as text, "0" to "100" (doc). It returns no data (guess: as a stop). */
export const setCampaignSpeed: Endpoint<
  { readonly campaignId: string; readonly speed: number },
  { readonly message: string }
> = {
  api: 'speed',
  file: 'campaign',
  method: 'PUT',
  safe: false,
  query: ({ campaignId }) => ({ campaign_id: campaignId }),
  body: ({ speed }) => ({ speed: String(speed) }),
  readSuccess: ({ msg }) => ({ message: sanitizeMessage(msg) }),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};
