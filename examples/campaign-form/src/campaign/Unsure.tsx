import { useLazyQuery } from '@apollo/client/react';
import { ListCampaignsDocument } from '@wolkvox-graphql/client';

import { useFreshness } from '../freshness.js';
import { useFormat } from '../use-format.js';
import { useWords } from '../words/words.js';
import type { CampaignDraft } from './fields.js';
import { isMember, isUnsure, type Outcome } from './outcome.js';
import { OutcomeNotice } from './OutcomeNotice.js';

export interface UnsureProps {
  /** What was sent. */
  readonly draft: CampaignDraft;
  /** What the last request for it came to. */
  readonly outcome: Outcome;
  readonly timeZone: string | undefined;
  /** Until it may be asked again. */
  readonly secondsLeft: number;
  readonly onAgain: () => void;
  readonly onThere: () => void;
  readonly onNotThere: () => void;
}

/** The campaign may exist: ways to find out, and two buttons to say what was found. */
export function Unsure({ draft, outcome, timeZone, secondsLeft, onAgain, onThere, onNotThere }: UnsureProps) {
  const { unsure: words } = useWords();
  const candidates = isMember(outcome, 'WolkvoxOutcomeUnknown') ? outcome.candidates : [];
  return (
    <div className="unsure">
      <OutcomeNotice outcome={outcome} timeZone={timeZone} />
      {!isUnsure(outcome) && <p>{words.still}</p>}
      {candidates.length > 0 && (
        <>
          <p>{words.candidates}</p>
          <CampaignList campaigns={candidates} />
        </>
      )}
      <Look draft={draft} />
      <p className="hint">{words.againIsSafe}</p>
      <button type="button" disabled={secondsLeft > 0} onClick={onAgain}>
        {secondsLeft > 0 ? words.againIn(secondsLeft) : words.again}
      </button>
      <div className="actions">
        <p>{words.whenKnown}</p>
        <button type="button" onClick={onThere}>
          {words.there}
        </button>
        <button type="button" onClick={onNotThere}>
          {words.notThere}
        </button>
      </div>
    </div>
  );
}

/** Looks for campaigns of this name in wolkvox's list. */
function Look({ draft }: { readonly draft: CampaignDraft }) {
  const { unsure: words } = useWords();
  const format = useFormat();
  const freshness = useFreshness('ListCampaigns');
  const [look, { data, loading, error }] = useLazyQuery(ListCampaignsDocument, { fetchPolicy: 'network-only' });
  const { operationId, name, type } = draft;
  const variables = { operationId, filter: { nameContains: name.trim(), type }, first: 20 };
  const readAt = freshness ? format.time(freshness.readAt) : '';
  return (
    <>
      <button type="button" className="primary" disabled={loading} onClick={() => void look({ variables })}>
        {loading ? words.looking : words.look}
      </button>
      <div role="status">
        {!loading && (error !== undefined || freshness?.outdated === true) && <p>{words.listOutdated}</p>}
        {!loading && data && (
          <p>
            {data.campaigns.totalCount === 0
              ? words.nothingFound(readAt)
              : words.found(data.campaigns.totalCount, readAt)}
          </p>
        )}
        {!loading && data && <CampaignList campaigns={data.campaigns.nodes} />}
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
