import { NetworkStatus } from '@apollo/client';
import { skipToken, useQuery } from '@apollo/client/react';
import { ListSkillsDocument, type ListSkillsQuery } from '@wolkvox-graphql/client';

import { errorIdOf } from '../error-id.js';
import { useFreshness } from '../freshness.js';

export type Skill = ListSkillsQuery['skills'][number];

export interface Skills {
  readonly state: 'waiting' | 'loading' | 'retrying' | 'failed' | 'there';
  readonly list: readonly Skill[];
  /** Time of the list if it could not be refreshed. */
  readonly outdatedSince: Date | undefined;
  /** Error id, for support. */
  readonly errorId: string | undefined;
  readonly retry: () => void;
}

/** Returns the skills of an operation; `enabled` is false if none is selected. */
export function useSkills(operationId: string, enabled: boolean): Skills {
  const { data, loading, networkStatus, error, refetch } = useQuery(
    ListSkillsDocument,
    // Reports a retry as loading.
    enabled ? { variables: { operationId: operationId || null }, notifyOnNetworkStatusChange: true } : skipToken,
  );
  const freshness = useFreshness('ListSkills');
  return {
    state: !enabled
      ? 'waiting'
      : loading
        ? networkStatus === NetworkStatus.refetch
          ? 'retrying'
          : 'loading'
        : error
          ? 'failed'
          : 'there',
    list: data?.skills ?? [],
    outdatedSince: freshness?.outdated === true ? freshness.readAt : undefined,
    errorId: errorIdOf(error),
    retry: () => void refetch().catch(() => undefined),
  };
}
