import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import { selectionQuery, type Selection } from './campaign-values.js';
import type { Endpoint } from './endpoint.js';

/**
 * DELETE campaign.php?api=clear_campaign, without a body (doc). It removes the contacts of a campaign, and returns neither data nor
 * their number. An empty campaign is refused with 404 (seen).
 */
export const clearCampaign: Endpoint<Selection, { readonly message: string }> = {
  api: 'clear_campaign',
  file: 'campaign',
  method: 'DELETE',
  safe: false,
  query: selectionQuery,
  readSuccess: ({ msg }) => ({ message: sanitizeMessage(msg) }),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};
