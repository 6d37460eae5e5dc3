import { useEffect, useRef, useState, type SubmitEvent } from 'react';

import { FailureNotice } from '../outcome/FailureNotice.js';
import { isMember } from '../outcome/outcome.js';
import { useCountdown } from '../use-countdown.js';
import { useLeaveWarning } from '../use-leave-warning.js';
import type { Operation } from '../use-operations.js';
import { useDictionary } from '../i18n/i18n.js';
import { CampaignFieldset } from './CampaignFieldset.js';
import { Created } from './Created.js';
import { EMPTY, toDraft, type CampaignFields } from './fields.js';
import { InvalidInput } from './InvalidInput.js';
import { UnknownOutcome } from './UnknownOutcome.js';
import { useCreation } from './use-creation.js';

export interface CampaignFormProps {
  readonly operations: readonly Operation[];
  /** Default operation. */
  readonly usual: Operation | null;
}

export function CampaignForm({ operations, usual }: CampaignFormProps) {
  const t = useDictionary();
  const several = operations.length > 1;
  const empty = several && usual ? { ...EMPTY, operationId: usual.id } : EMPTY;
  const [fields, setFields] = useState<CampaignFields>(empty);
  const [editedFields, setEditedFields] = useState<ReadonlySet<string>>(NONE);
  const { progress, send, begin } = useCreation();
  const form = useRef<HTMLFormElement>(null);
  const [begun, setBegun] = useState(0);

  const outcome = progress.stage === 'open' || progress.stage === 'unknownOutcome' ? progress.outcome : undefined;
  const invalid = progress.stage === 'open' && isMember(outcome, 'WolkvoxInvalidInput') ? outcome : undefined;
  const busy = isMember(outcome, 'WolkvoxBusy') ? outcome : undefined;
  const secondsLeft = useCountdown(busy, busy?.retryAfterMs ?? 0);
  // An edited field no longer counts as wrong.
  const issues = invalid?.issues.filter(({ path: [field = ''] }) => !editedFields.has(field)) ?? [];
  const operation = several ? operations.find(({ id }) => id === fields.operationId) : operations[0];

  useEffect(() => {
    if (invalid) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [invalid]);
  // The button that had the focus is gone.
  useEffect(() => {
    if (begun > 0) form.current?.querySelector<HTMLElement>('select, input:checked')?.focus();
  }, [begun]);
  useLeaveWarning(progress.stage === 'sending' || progress.stage === 'unknownOutcome');

  const edit = (change: Partial<CampaignFields>): void => {
    setFields((before) => ({ ...before, ...change }));
    setEditedFields((before) => new Set([...before, ...Object.keys(change)]));
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setEditedFields(NONE);
    send(toDraft(fields));
  };
  const backToForm = (): void => {
    begin();
    setBegun((times) => times + 1);
  };
  const startOver = (): void => {
    setFields(empty);
    backToForm();
  };

  if (progress.stage === 'done') return <Created {...progress.done} onAnother={startOver} />;
  const sending = progress.stage === 'sending';
  return (
    <form ref={form} noValidate onSubmit={submit} aria-busy={sending}>
      <p className="intro">{t.intro}</p>
      {invalid && <InvalidInput issues={issues} fields={fields} several={several} />}
      <CampaignFieldset
        disabled={progress.stage !== 'open'}
        operations={several ? operations : []}
        operation={operation}
        {...{ fields, edit, issues }}
      />
      {progress.stage === 'unknownOutcome' ? (
        <UnknownOutcome
          draft={progress.draft}
          outcome={progress.outcome}
          timeZone={operation?.timeZone}
          secondsLeft={secondsLeft}
          onRetry={() => send(progress.draft)}
          onFound={startOver}
          onNotFound={backToForm}
        />
      ) : (
        <>
          {outcome && !invalid && <FailureNotice action="create" failure={outcome} timeZone={operation?.timeZone} />}
          <div className="actions">
            <button className="primary" disabled={sending || secondsLeft > 0}>
              {sending ? t.creating : secondsLeft > 0 ? t.createIn(secondsLeft) : t.create}
            </button>
            <p role="status">{sending && t.patience}</p>
          </div>
        </>
      )}
    </form>
  );
}

const NONE: ReadonlySet<string> = new Set();
