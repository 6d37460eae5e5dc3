import type { AddContactsResult } from '@wolkvox-graphql/client';

import { useDictionary } from '../i18n/i18n.js';
import { FailureNotice } from '../outcome/FailureNotice.js';
import { isMember, isOutcomeUnknown, type Failed } from '../outcome/outcome.js';
import { ReadFailure } from '../outcome/ReadFailure.js';
import { UnknownChoices, type UnknownChoicesProps } from '../outcome/UnknownChoices.js';
import { useContactSearch } from './use-contact-search.js';

export interface UnknownAdditionProps extends Omit<UnknownChoicesProps, 'texts' | 'againHint'> {
  readonly campaignId: string;
  /** Id of one of the contacts, to look for. */
  readonly customerId: string;
  /** Outcome of the last request. */
  readonly outcome: Failed<AddContactsResult>;
  readonly timeZone: string;
}

/** Shown if the contacts may be added: ways to find out, and two buttons for the result. */
export function UnknownAddition({ campaignId, customerId, outcome, timeZone, ...choices }: UnknownAdditionProps) {
  const { contacts } = useDictionary().desk;
  const { unknown: t } = contacts;
  // The server would return the stored answer for the same key.
  const mayRetry = !isMember(outcome, 'WolkvoxOutcomeUnknown');
  return (
    <div className="unknown-outcome">
      <FailureNotice action="add" failure={outcome} timeZone={timeZone} />
      {!isOutcomeUnknown(outcome) && <p>{t.still}</p>}
      <ContactLook campaignId={campaignId} customerId={customerId} timeZone={timeZone} />
      <UnknownChoices {...choices} texts={t} againHint={mayRetry ? t.againHint : undefined} />
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
