import { useQuery } from '@apollo/client/react';
import { GetCampaignProgressDocument, type GetCampaignProgressQuery } from '@wolkvox-graphql/client';

import { POLL } from '../poll.js';

export interface LiveProgress {
  /** Newest reading; null if wolkvox's board does not show the campaign, undefined before the first response. */
  readonly progress: NonNullable<GetCampaignProgressQuery['campaign']>['progress'] | undefined;
  /** Error of the last reading. */
  readonly error: unknown;
  readonly retry: () => void;
}

/** Returns the progress of a campaign, and reads it again regularly. */
export function useLiveProgress(id: string): LiveProgress {
  const { data, error, refetch } = useQuery(GetCampaignProgressDocument, {
    variables: { id },
    fetchPolicy: 'network-only',
    ...POLL,
  });
  return {
    progress: data?.campaign?.progress,
    error,
    retry: () => void refetch().catch(() => undefined),
  };
}
