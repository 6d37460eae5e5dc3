import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { MAX_MESSAGE_LENGTH, sanitizeMessage } from '../envelope.js';
import { selectionQuery, type Selection } from './campaign-values.js';
import type { Endpoint } from './endpoint.js';

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
  readSuccess: ({ msg }, { customerIds }) => ({ message: sanitizeMessage(maskIds(msg, customerIds)) }),
  maskInput: (text, { customerIds }) => maskIds(text, customerIds),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};

/**
 * Replaces customer ids in a message by asterisks, because a message may be logged or shown to another person. Only whole words are
 * replaced, because a short id may occur within a number of wolkvox.
 */
function maskIds(message: string, customerIds: readonly string[]): string {
  // The rest is cut off, because it is not returned to clients.
  let masked = message.slice(0, 2 * MAX_MESSAGE_LENGTH);
  for (const id of customerIds)
    for (let at = masked.indexOf(id); at >= 0; at = masked.indexOf(id, at + id.length))
      if (!isWordAt(masked, at - 1) && !isWordAt(masked, at + id.length))
        masked = masked.slice(0, at) + '*'.repeat(id.length) + masked.slice(at + id.length);
  return masked;
}

const isWordAt = (text: string, index: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(index));
