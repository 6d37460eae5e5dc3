import type { Callback } from '../../domain/callback.js';
import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import type { Endpoint } from './endpoint.js';
import { compactTime } from './request-values.js';

/**
 * PUT campaign.php?api=recall, for PREDICTIVE campaigns (doc). It returns no data. wolkvox then calls a person, and no reading shows
 * callbacks, so it is never sent again without a refusal.
 */
export const scheduleCallback: Endpoint<
  { readonly campaignId: string; readonly callback: Callback },
  { readonly message: string }
> = {
  api: 'recall',
  file: 'campaign',
  method: 'PUT',
  safe: false,
  query: ({ campaignId }) => ({ campaign_id: campaignId }),
  body: ({ callback: { customerId, phone, at } }) => ({
    recall_date: compactTime(at),
    recall_telephone: phone,
    customer_id: customerId,
  }),
  readSuccess: ({ msg }) => ({ message: sanitizeMessage(msg) }),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};
