import type { Contact } from '../domain/contact.js';
import { failed, isUndocumented404, succeeded, type Outcome } from '../domain/failure.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { searchContacts, type ContactSearchQuery } from '../wolkvox/endpoints/search-contacts.js';
import { asReadFailure } from './list-cache.js';
import { reportUnread, type OnUnrecognized } from './report-unread.js';

export type { ContactSearchQuery };

export interface ContactSearchDependencies {
  readonly wolkvox: Wolkvox;
  /** Called for each column with unrecognized values, and with `row` for rows without a campaign or a customer id. */
  readonly onUnrecognized: OnUnrecognized;
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
    reportUnread(searchContacts.api, outcome.value, onUnrecognized);
    return succeeded(outcome.value.rows);
  }
}
