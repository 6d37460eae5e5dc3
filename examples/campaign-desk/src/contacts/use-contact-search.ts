import { useApolloClient } from '@apollo/client/react';
import { FindContactsDocument } from '@wolkvox-graphql/client';
import { useState } from 'react';

export interface ContactSearch {
  readonly state: 'idle' | 'searching' | 'found' | 'notFound' | 'failed';
  /** Error of the last search. */
  readonly error: unknown;
  readonly start: () => void;
}

/** Looks for a contact of a campaign in wolkvox. Each search costs a call of the day's quota. */
export function useContactSearch(campaignId: string, customerId: string): ContactSearch {
  const client = useApolloClient();
  const [search, setSearch] = useState<Omit<ContactSearch, 'start'>>({ state: 'idle', error: undefined });
  const start = async (): Promise<void> => {
    setSearch({ state: 'searching', error: undefined });
    const { data, error } = await client
      .query({ query: FindContactsDocument, variables: { campaignId, customerId }, fetchPolicy: 'no-cache' })
      .catch((cause: unknown) => ({ data: undefined, error: cause }));
    const contacts = data?.campaign?.contacts;
    const state = !contacts ? 'failed' : contacts.length > 0 ? 'found' : 'notFound';
    setSearch({ state, error });
  };
  return {
    ...search,
    start: () => {
      if (search.state !== 'searching') void start();
    },
  };
}
