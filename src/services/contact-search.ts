import type { Contact } from '../domain/contact.js';
import { failed, succeeded, type Outcome } from '../domain/failure.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { searchContacts, type ContactSearchQuery } from '../wolkvox/endpoints/search-contacts.js';
import { asReadFailure } from './list-cache.js';
import { isUndocumented404 } from './upload-reconciler.js';

export type { ContactSearchQuery };

export interface ContactSearchDependencies {
  readonly wolkvox: Wolkvox;
  /** Called for each column with unrecognized values, and with `row` for rows without a campaign or a customer id. */
  readonly onUnrecognized: (api: string, column: string) => void;
}

/** Looks for contacts in campaigns. Nothing is cached, because a contact is personal data and may change at any time. */
export class ContactSearch {
  constructor(private readonly dependencies: ContactSearchDependencies) {}

  /** Returns the contacts of a campaign with this customer id and phone, with one call; [] if there are none. */
  async find(
    operation: OperationConnection,
    query: ContactSearchQuery,
    context: CallContext,
  ): Promise<Outcome<readonly Contact[]>> {
    const { wolkvox, onUnrecognized } = this.dependencies;
    const outcome = asReadFailure(await wolkvox.call(operation, searchContacts, query, context));
    if (!outcome.ok) return isUndocumented404(outcome.failure) ? succeeded([]) : failed(outcome.failure);
    const { rows, unreadRows, unreadColumns } = outcome.value;
    for (const column of unreadColumns) onUnrecognized(searchContacts.api, column);
    if (unreadRows > 0) onUnrecognized(searchContacts.api, 'row');
    return succeeded(rows);
  }
}
