import { skipToken, useQuery } from '@apollo/client/react';
import {
  ListCampaignsDocument,
  ListCampaignProgressDocument,
  type CampaignStatus,
  type ListCampaignsQuery,
  type ListCampaignProgressQuery,
} from '@wolkvox-graphql/client';
import { useDeferredValue } from 'react';

import { useFreshness, type Freshness } from '../freshness.js';
import { POLL } from '../poll.js';

export interface CampaignSearch {
  /** Undefined before the operations were read. */
  readonly operationId: string | undefined;
  /** Part of the name; '' matches all. */
  readonly name: string;
  /** '' matches all. */
  readonly status: CampaignStatus | '';
  /** Number of campaigns to show. */
  readonly first: number;
}

/** Progress of a campaign in the list. */
export type ListedProgress = NonNullable<ListCampaignProgressQuery['campaigns']['nodes'][number]['progress']>;

export interface Campaigns {
  /** Undefined before the first response, and if it failed. */
  readonly list: ListCampaignsQuery['campaigns'] | undefined;
  /** By global id. A campaign that is not on wolkvox's board is missing. */
  readonly progress: ReadonlyMap<string, ListedProgress>;
  readonly error: unknown;
  /** Error of the progress. The list does not need it. */
  readonly progressError: unknown;
  readonly freshness: Freshness | undefined;
  readonly retry: () => void;
}

/** Returns the campaigns of an operation with their progress, and reads them again regularly. */
export function useCampaigns(search: CampaignSearch): Campaigns {
  // The page stays responsive while a person types.
  const { operationId, name, status, first } = useDeferredValue(search);
  const filter = { nameContains: name.trim() || null, status: status || null };
  const options =
    operationId === undefined
      ? skipToken
      : ({ variables: { operationId, filter, first }, fetchPolicy: 'cache-and-network', ...POLL } as const);
  const campaigns = useQuery(ListCampaignsDocument, options);
  const board = useQuery(ListCampaignProgressDocument, options);
  return {
    // A list that was read stays while another one is loaded, or cannot be.
    list: (campaigns.data ?? campaigns.previousData)?.campaigns,
    progress: progressById(board.error ? undefined : (board.data ?? board.previousData)),
    error: campaigns.error,
    progressError: board.error,
    freshness: useFreshness('ListCampaigns'),
    retry: () => void campaigns.refetch().catch(() => undefined),
  };
}

const progressById = (board: ListCampaignProgressQuery | undefined): ReadonlyMap<string, ListedProgress> =>
  new Map(board?.campaigns.nodes.flatMap(({ id, progress }) => (progress ? [[id, progress]] : [])));
