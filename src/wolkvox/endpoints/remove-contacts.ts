import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import { selectionQuery, type Selection } from './campaign-values.js';
import type { Endpoint } from './endpoint.js';
import { maskWords } from './mask-words.js';

/** Contacts of a campaign that are removed. */
export interface ContactSelection extends Selection {
  /** Without commas. */
  readonly customerIds: readonly string[];
}

/**
 * DELETE campaign.php?api=remove_record (doc). It removes every row of these ids (guess), and returns neither data nor their number.
 * The message names one id, which is masked.
 */
export const removeContacts: Endpoint<ContactSelection, { readonly message: string }> = {
  api: 'remove_record',
  file: 'campaign',
  method: 'DELETE',
  safe: false,
  query: selectionQuery,
  body: ({ customerIds }) => ({ customer_id: customerIds.join(',') }),
  readSuccess: ({ msg }, { customerIds }) => ({ message: sanitizeMessage(maskWords(msg, customerIds)) }),
  maskInput: (text, { customerIds }) => maskWords(text, customerIds),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};
