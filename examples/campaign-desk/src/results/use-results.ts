import { useApolloClient } from '@apollo/client/react';
import { CampaignResultsDocument, type CampaignResultsQuery } from '@wolkvox-graphql/client';
import { useRef, useState } from 'react';

import { timesOf, type Days } from './days.js';

type ResultPage = NonNullable<CampaignResultsQuery['campaign']>['results'];

/** Result of one contact. */
export type ContactResult = ResultPage['nodes'][number];

export interface Results {
  readonly state: 'idle' | 'loading' | 'shown';
  /** Results of all pages so far, newest first. */
  readonly rows: readonly ContactResult[];
  readonly hasMore: boolean;
  /** False if wolkvox cut a part of what was read. */
  readonly complete: boolean;
  /** Error of the last page; the rows of earlier pages stay. */
  readonly error: unknown;
  readonly search: (days: Days) => void;
  /** Reads the next page, also after an error. */
  readonly more: () => void;
}

interface Read {
  readonly days: Days;
  readonly rows: readonly ContactResult[];
  readonly after: string | null;
  readonly hasMore: boolean;
  readonly complete: boolean;
  readonly error: unknown;
}

/** Reads results of a campaign, page by page, and only on request, because each costs calls of the day's quota. */
export function useResults(id: string): Results {
  const client = useApolloClient();
  const [read, setRead] = useState<Read>();
  const [loading, setLoading] = useState(false);
  // A response of an earlier search is ignored.
  const latest = useRef(0);

  const readPage = async (before: Read): Promise<void> => {
    const nth = (latest.current += 1);
    setLoading(true);
    setRead({ ...before, error: undefined });
    const { data, error } = await client
      .query({
        query: CampaignResultsDocument,
        variables: { id, ...timesOf(before.days), first: PAGE_SIZE, after: before.after },
        fetchPolicy: 'no-cache',
        errorPolicy: 'all',
      })
      .catch((cause: unknown) => ({ data: undefined, error: cause }));
    if (nth !== latest.current) return;
    setLoading(false);
    const page = data?.campaign?.results;
    if (!page) setRead({ ...before, error: error ?? NO_CAMPAIGN });
    else
      setRead({
        ...before,
        rows: [...before.rows, ...page.nodes],
        after: page.pageInfo.endCursor ?? before.after,
        hasMore: page.pageInfo.hasNextPage,
        complete: before.complete && page.complete,
        error: undefined,
      });
  };

  return {
    state: loading ? 'loading' : read ? 'shown' : 'idle',
    rows: read?.rows ?? [],
    hasMore: read?.hasMore ?? false,
    complete: read?.complete ?? true,
    error: read?.error,
    search: (days) => void readPage({ ...EMPTY, days }),
    more: () => {
      if (read && !loading) void readPage(read);
    },
  };
}

const PAGE_SIZE = 50;

const EMPTY = { rows: [], after: null, hasMore: false, complete: true, error: undefined } as const;

const NO_CAMPAIGN = new Error('The campaign does not exist.');
