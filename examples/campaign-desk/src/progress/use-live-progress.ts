import { useQuery } from '@apollo/client/react';
import {
  GetCampaignProgressDocument,
  RequestFailed,
  watchCampaign,
  type GetCampaignProgressQuery,
  type WatchedProgress,
} from '@wolkvox-graphql/client';
import { useEffect, useState } from 'react';

import { GRAPHQL_URL } from '../apollo.js';
import { POLL } from '../poll.js';

export interface LiveProgress {
  /** Newest reading; null if wolkvox's board does not show the campaign, undefined before the first response. */
  readonly progress: WatchedProgress | null | undefined;
  /** `live` while changes arrive as events, `polling` while they cannot. */
  readonly state: 'connecting' | 'live' | 'polling';
  /** Error of the last reading. */
  readonly error: unknown;
  readonly retry: () => void;
}

/** Returns the progress of a campaign. The server sends changes as events; while it cannot, the page polls. */
export function useLiveProgress(id: string): LiveProgress {
  const [watched, setWatched] = useState<WatchedProgress>();
  const [failure, setFailure] = useState<unknown>();
  const { data, error, refetch } = useQuery(GetCampaignProgressDocument, {
    variables: { id },
    fetchPolicy: 'network-only',
    ...POLL,
    // Without a failure this is read once: there are no events for a campaign that is not on the board.
    pollInterval: failure === undefined ? 0 : POLL.pollInterval,
  });
  useEffect(() => {
    const abort = new AbortController();
    const watch = async (): Promise<void> => {
      const { signal } = abort;
      for await (const progress of watchCampaign({ url: GRAPHQL_URL }, id, { signal, onFailure: setFailure })) {
        setWatched(progress);
        setFailure(undefined);
      }
      if (!signal.aborted) setFailure(new RequestFailed({ mutation: false, code: 'NETWORK' }));
    };
    watch().catch(setFailure);
    return () => abort.abort();
  }, [id]);
  return {
    progress: newest(watched, data?.campaign?.progress),
    state: failure !== undefined ? 'polling' : watched ? 'live' : 'connecting',
    // An event is newer than the failure of an earlier query.
    error: watched && failure === undefined ? undefined : error,
    retry: () => void refetch().catch(() => undefined),
  };
}

type PolledProgress = NonNullable<GetCampaignProgressQuery['campaign']>['progress'];

function newest(watched: WatchedProgress | undefined, polled: PolledProgress | undefined) {
  if (!watched || !polled) return watched ?? polled;
  return Date.parse(watched.readAt) >= Date.parse(polled.readAt) ? watched : polled;
}
