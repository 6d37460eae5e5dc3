import { useLazyQuery } from '@apollo/client/react';
import { ListCampaignsDocument, type CreateCampaignResult, type ListCampaignsQuery } from '@wolkvox-graphql/client';

import { errorIdOf } from '../error-id.js';
import { useFreshness } from '../freshness.js';
import { FailureNotice } from '../outcome/FailureNotice.js';
import { isMember, isOutcomeUnknown, type Failed } from '../outcome/outcome.js';
import { UnknownChoices, type UnknownChoicesProps } from '../outcome/UnknownChoices.js';
import { useFormat } from '../use-format.js';
import { useDictionary } from '../i18n/i18n.js';
import type { CampaignDraft } from './fields.js';

export interface UnknownOutcomeProps extends Omit<UnknownChoicesProps, 'texts' | 'againHint'> {
  /** Input of the request. */
  readonly draft: CampaignDraft;
  /** Outcome of the last request. */
  readonly outcome: Failed<CreateCampaignResult>;
  readonly timeZone: string | undefined;
}

/** Shown if the campaign may exist: ways to find out, and two buttons for the result. */
export function UnknownOutcome({ draft, outcome, timeZone, ...choices }: UnknownOutcomeProps) {
  const { unknownOutcome: t } = useDictionary();
  const search = useCampaignSearch(draft);
  const unknown = isMember(outcome, 'WolkvoxOutcomeUnknown');
  const candidates = unknown ? outcome.candidates : [];
  // The server would return the stored answer for the same key. If a campaign of this name was found, a repeat could
  // create a second one, because a server that was restarted without Redis has lost the key.
  const mayRetry = !unknown && !search.found;
  return (
    <div className="unknown-outcome">
      <FailureNotice action="create" failure={outcome} timeZone={timeZone} />
      {!isOutcomeUnknown(outcome) && <p>{t.still}</p>}
      {candidates.length > 0 && (
        <>
          <p>{t.candidates}</p>
          <CampaignList campaigns={candidates} />
        </>
      )}
      <SearchResult {...search} />
      <UnknownChoices {...choices} texts={t} againHint={mayRetry ? t.againOrLook : undefined} />
    </div>
  );
}

interface CampaignSearch {
  readonly start: () => void;
  readonly searching: boolean;
  /** Result of the last search; undefined before the first, or if it failed. */
  readonly result: ListCampaignsQuery['campaigns'] | undefined;
  readonly error: unknown;
  /** True if any search found a campaign of this name. */
  readonly found: boolean;
}

/** Searches wolkvox's list for campaigns of this name. */
function useCampaignSearch({ operationId, name, type }: CampaignDraft): CampaignSearch {
  const [look, { data, previousData, loading, error }] = useLazyQuery(ListCampaignsDocument, {
    fetchPolicy: 'network-only',
  });
  const variables = { operationId, filter: { nameContains: name.trim(), type }, first: 20 };
  return {
    start: () => void look({ variables }),
    searching: loading,
    result: data?.campaigns,
    error,
    found: ((data ?? previousData)?.campaigns.totalCount ?? 0) > 0,
  };
}

function SearchResult({ start, searching, result, error }: CampaignSearch) {
  const { unknownOutcome: t, failures } = useDictionary();
  const format = useFormat();
  const freshness = useFreshness('ListCampaigns');
  const errorId = errorIdOf(error);
  // `Age` is that of the oldest list in a response, and the skills are another list.
  const readAt = freshness ? format.time(freshness.readAt) : '';
  return (
    <>
      {/* Not `disabled`, which would remove the focus. */}
      <button type="button" className="primary" aria-disabled={searching} onClick={() => !searching && start()}>
        {searching ? t.searching : t.look}
      </button>
      <div role="status">
        {!searching && error !== undefined && <p>{t.noList}</p>}
        {!searching && errorId !== undefined && (
          <p className="small">
            {failures.errorId} {errorId}
          </p>
        )}
        {!searching && result && (
          <>
            {freshness?.outdated === true && <p>{t.listOutdated}</p>}
            <p>{result.totalCount === 0 ? t.nothingFound(readAt) : t.found(result.totalCount, readAt)}</p>
            <CampaignList campaigns={result.nodes} />
          </>
        )}
      </div>
    </>
  );
}

function CampaignList({
  campaigns,
}: {
  readonly campaigns: readonly { readonly id: string; readonly name: string }[];
}) {
  return (
    <ul className="campaigns">
      {campaigns.map(({ id, name }) => (
        <li key={id}>
          {name} <small>{id}</small>
        </li>
      ))}
    </ul>
  );
}
