import type { AddContactsResult } from '@wolkvox-graphql/client';

import { useDictionary } from '../i18n/i18n.js';
import { FailureNotice } from '../outcome/FailureNotice.js';
import { isMember, isOutcomeUnknown, type Failed } from '../outcome/outcome.js';
import { ReadFailure } from '../outcome/ReadFailure.js';
import { useContactSearch } from './use-contact-search.js';

export interface UnknownAdditionProps {
  readonly campaignId: string;
  /** Id of one of the contacts, to look for. */
  readonly customerId: string;
  /** Outcome of the last request. */
  readonly outcome: Failed<AddContactsResult>;
  readonly timeZone: string;
  /** Seconds until a repeat is allowed. */
  readonly secondsLeft: number;
  readonly onRetry: () => void;
  readonly onFound: () => void;
  readonly onNotFound: () => void;
}

/** Shown if the contacts may be added: ways to find out, and two buttons for the result. */
export function UnknownAddition({
  campaignId,
  customerId,
  outcome,
  timeZone,
  secondsLeft,
  onRetry,
  onFound,
  onNotFound,
}: UnknownAdditionProps) {
  const { contacts } = useDictionary().desk;
  const { unknown: t } = contacts;
  // The server would return the stored answer for the same key.
  const mayRetry = !isMember(outcome, 'WolkvoxOutcomeUnknown');
  return (
    <div className="unknown-outcome">
      <FailureNotice action="add" failure={outcome} timeZone={timeZone} />
      {!isOutcomeUnknown(outcome) && <p>{t.still}</p>}
      <ContactLook campaignId={campaignId} customerId={customerId} timeZone={timeZone} />
      {mayRetry && (
        <>
          <p className="hint">{t.againHint}</p>
          <button type="button" disabled={secondsLeft > 0} onClick={onRetry}>
            {secondsLeft > 0 ? t.againIn(secondsLeft) : t.again}
          </button>
        </>
      )}
      <div className="actions">
        <p>{t.whenKnown}</p>
        <button type="button" onClick={onFound}>
          {t.there}
        </button>
        <button type="button" onClick={onNotFound}>
          {t.notThere}
        </button>
      </div>
    </div>
  );
}

/** Button that looks for one of the contacts, and what it found. */
function ContactLook({
  campaignId,
  customerId,
  timeZone,
}: Pick<UnknownAdditionProps, 'campaignId' | 'customerId' | 'timeZone'>) {
  const { unknown: t } = useDictionary().desk.contacts;
  const { state, error, start } = useContactSearch(campaignId, customerId);
  return (
    <>
      {/* Not `disabled`, which would remove the focus. */}
      <button type="button" className="primary" aria-disabled={state === 'searching'} onClick={start}>
        {state === 'searching' ? t.looking : t.look(customerId)}
      </button>
      <p role="status" className="pending">
        {state === 'found' ? t.found(customerId) : state === 'notFound' ? t.notFound(customerId) : ''}
      </p>
      {state === 'failed' && <ReadFailure title={t.lookFailed} error={error} timeZone={timeZone} onRetry={start} />}
    </>
  );
}
