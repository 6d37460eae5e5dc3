import { NetworkStatus } from '@apollo/client';
import { skipToken, useQuery } from '@apollo/client/react';
import { ListSkillsDocument, type ListSkillsQuery } from '@wolkvox-graphql/client';

import { errorIdOf } from '../error-id.js';
import { useFreshness } from '../freshness.js';

export type Skill = ListSkillsQuery['skills'][number];

export interface Skills {
  readonly state: 'waiting' | 'loading' | 'retrying' | 'failed' | 'there';
  readonly list: readonly Skill[];
  /** When the list was read, where it could not be read anew. */
  readonly outdatedSince: Date | undefined;
  /** Of a failure, for support. */
  readonly errorId: string | undefined;
  readonly retry: () => void;
}

/** The skills of an operation; `wanted` false: none was chosen yet. */
export function useSkills(operationId: string, wanted: boolean): Skills {
  const { data, loading, networkStatus, error, refetch } = useQuery(
    ListSkillsDocument,
    // A retry is told as loading, too.
    wanted ? { variables: { operationId: operationId || null }, notifyOnNetworkStatusChange: true } : skipToken,
  );
  const freshness = useFreshness('ListSkills');
  return {
    state: !wanted
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
