import type { Callback } from '../../domain/callback.js';
import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import type { Endpoint } from './endpoint.js';
import { maskWords } from './mask-words.js';
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
  readSuccess: ({ msg }, { callback }) => ({ message: sanitizeMessage(maskContact(msg, callback)) }),
  maskInput: (text, { callback }) => maskContact(text, callback),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};

/** A message may name the contact. */
const maskContact = (message: string, { customerId, phone }: Callback): string =>
  maskWords(message, [customerId, phone]);
