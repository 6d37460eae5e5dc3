import { useLazyQuery } from '@apollo/client/react';
import { ListCampaignsDocument, type ListCampaignsQuery } from '@wolkvox-graphql/client';

import { errorIdOf } from '../error-id.js';
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
  const look = useLook(draft);
  const unknown = isMember(outcome, 'WolkvoxOutcomeUnknown');
  const candidates = unknown ? outcome.candidates : [];
  // Under its key the server keeps this answer and would give it again. And where a campaign of this name was seen, asking
  // might make a second one: a server that was restarted without Redis has forgotten the key.
  const mayAskAgain = !unknown && !look.found;
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
      <Look {...look} />
      {mayAskAgain && (
        <>
          <p className="hint">{words.againOrLook}</p>
          <button type="button" disabled={secondsLeft > 0} onClick={onAgain}>
            {secondsLeft > 0 ? words.againIn(secondsLeft) : words.again}
          </button>
        </>
      )}
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

interface Looking {
  readonly start: () => void;
  readonly looking: boolean;
  /** What the last look saw; undefined before the first, and where it failed. */
  readonly seen: ListCampaignsQuery['campaigns'] | undefined;
  readonly error: unknown;
  /** Any look saw a campaign of this name. */
  readonly found: boolean;
}

/** Looks for campaigns of this name in wolkvox's list. */
function useLook({ operationId, name, type }: CampaignDraft): Looking {
  const [look, { data, previousData, loading, error }] = useLazyQuery(ListCampaignsDocument, {
    fetchPolicy: 'network-only',
  });
  const variables = { operationId, filter: { nameContains: name.trim(), type }, first: 20 };
  return {
    start: () => void look({ variables }),
    looking: loading,
    seen: data?.campaigns,
    error,
    found: ((data ?? previousData)?.campaigns.totalCount ?? 0) > 0,
  };
}

function Look({ start, looking, seen, error }: Looking) {
  const { unsure: words, errorId: errorIdIs } = useWords();
  const format = useFormat();
  const freshness = useFreshness('ListCampaigns');
  const errorId = errorIdOf(error);
  // `Age` is that of the oldest list in the answer, and the skills are another one.
  const readAt = freshness ? format.time(freshness.readAt) : '';
  return (
    <>
      {/* Not `disabled`, which would take the focus from it. */}
      <button type="button" className="primary" aria-disabled={looking} onClick={() => !looking && start()}>
        {looking ? words.looking : words.look}
      </button>
      <div role="status">
        {!looking && error !== undefined && <p>{words.noList}</p>}
        {!looking && errorId !== undefined && (
          <p className="small">
            {errorIdIs} {errorId}
          </p>
        )}
        {!looking && seen && (
          <>
            {freshness?.outdated === true && <p>{words.listOutdated}</p>}
            <p>{seen.totalCount === 0 ? words.nothingFound(readAt) : words.found(seen.totalCount, readAt)}</p>
            <CampaignList campaigns={seen.nodes} />
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
