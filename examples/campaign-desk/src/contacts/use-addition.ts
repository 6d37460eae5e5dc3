import { addContacts, type AddContactsResult } from '@wolkvox-graphql/client';

import { isSuccess, type SuccessOf } from '../outcome/outcome.js';
import { useKeyedMutation, type KeyedMutation } from '../outcome/use-keyed-mutation.js';
import type { ContactsDraft } from './rows.js';

/** Contacts that were sent, and what became of them. */
export interface Addition {
  readonly draft: ContactsDraft;
  readonly success: SuccessOf<AddContactsResult>;
}

export type ContactsMutation = KeyedMutation<ContactsDraft, AddContactsResult, Addition>;

/** Adds contacts, at most once. */
export const useAddition = (): ContactsMutation =>
  useKeyedMutation({
    mutate: (run, { input }: ContactsDraft, idempotencyKey) => addContacts(run, { ...input, idempotencyKey }),
    doneOf: (outcome, draft) => (isSuccess(outcome) ? { draft, success: outcome } : undefined),
  });
