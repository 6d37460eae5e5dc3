import type { Campaign, CampaignStatus } from '@wolkvox-graphql/client';
import { useEffect, useRef, useState, type SubmitEvent } from 'react';

import { useDictionary } from '../i18n/i18n.js';
import { FailureNotice } from '../outcome/FailureNotice.js';
import { isMember } from '../outcome/outcome.js';
import { ConfirmDialog } from '../parts/ConfirmDialog.js';
import { Notice } from '../parts/Notice.js';
import { useCountdown } from '../use-countdown.js';
import { useLeaveWarning } from '../use-leave-warning.js';
import { AdditionNotice } from './AdditionNotice.js';
import { ContactTable } from './ContactTable.js';
import { PasteField, type Taken } from './PasteField.js';
import { readPaste } from './read-paste.js';
import {
  isBlank,
  problemsOf,
  rowMessageOf,
  toDraft,
  type ContactsDraft,
  type Problem,
  type RowMessage,
} from './rows.js';
import { UnknownAddition } from './UnknownAddition.js';
import { useAddition, type Addition } from './use-addition.js';
import { useRows } from './use-rows.js';

export interface ContactsSectionProps {
  readonly campaign: Pick<Campaign, 'id' | 'name' | 'operation'>;
  readonly status: CampaignStatus | null;
  readonly onAdded: () => void;
}

/** Adds contacts to a campaign. What was typed stays until wolkvox has accepted it. */
export function ContactsSection({ campaign, status, onAdded }: ContactsSectionProps) {
  const { contacts: t } = useDictionary().desk;
  const rows = useRows();
  const { progress, send, begin } = useAddition();
  const [taken, setTaken] = useState<Taken>();
  const [messages, setMessages] = useState<readonly RowMessage[]>([]);
  const [checked, setChecked] = useState<'empty' | 'wrong'>();
  const [question, setQuestion] = useState<ContactsDraft>();
  const [added, setAdded] = useState<Addition>();
  const section = useRef<HTMLElement>(null);
  const filled = rows.list.filter((row) => !isBlank(row));
  const timeZone = campaign.operation.timeZone;

  const outcome = progress.stage === 'open' || progress.stage === 'unknownOutcome' ? progress.outcome : undefined;
  const busy = isMember(outcome, 'WolkvoxBusy') ? outcome : undefined;
  const secondsLeft = useCountdown(busy, busy?.retryAfterMs ?? 0);
  const disabled = progress.stage === 'sending' || progress.stage === 'unknownOutcome';
  useLeaveWarning(disabled || filled.length > 0);

  const request = (draft: ContactsDraft): void => {
    setAdded(undefined);
    setChecked(undefined);
    setMessages([]);
    sent.current = draft;
    send(draft);
  };
  const sent = useRef<ContactsDraft>(undefined);
  useEffect(() => {
    const draft = sent.current;
    if (!draft) return;
    if (progress.stage === 'done') {
      const { success } = progress.done;
      const left = success.rejected.flatMap((rejection) => rowMessageOf(draft, rejection) ?? []);
      setMessages(left);
      // If wolkvox does not show which rows it rejected, all of them stay.
      if (success.accepted + success.rejected.length >= draft.rows.length) {
        const rejected = new Set(left.map(({ key }) => key));
        rows.removeAll(new Set(draft.rows.map(({ key }) => key).filter((key) => !rejected.has(key))));
      }
      setTaken(undefined);
      setAdded(progress.done);
      begin();
      onAdded();
    } else if (progress.stage === 'open') {
      if (isMember(progress.outcome, 'WolkvoxInvalidInput'))
        setMessages(progress.outcome.issues.flatMap((issue) => rowMessageOf(draft, issue) ?? []));
      if (isMember(progress.outcome, 'WolkvoxStateConflict') && progress.outcome.reason === 'CAMPAIGN_STARTED')
        setQuestion(draft);
    }
  }, [progress]);
  useEffect(() => {
    if (messages.length > 0) section.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [messages]);

  const take = (text: string): void => {
    const pasted = readPaste(text);
    setTaken({ ...pasted, count: rows.append(pasted.rows) });
    setChecked(undefined);
    setAdded(undefined);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (disabled || secondsLeft > 0) return;
    const found = problemsOf(rows.list);
    setMessages([...found].flatMap(([key, problems]) => problems.map((problem) => messageOf(key, problem))));
    setChecked(filled.length === 0 ? 'empty' : found.size > 0 ? 'wrong' : undefined);
    if (filled.length === 0 || found.size > 0) return;
    const draft = toDraft(campaign.id, rows.list, false);
    if (status === 'STARTED') setQuestion(draft);
    else request(draft);
  };
  const messageOf = (key: number, problem: Problem): RowMessage => ({
    key,
    column: problem.column,
    message: problem.rule === 'sameId' ? t.problems.sameId(problem.otherRow) : t.problems[problem.rule],
  });

  const wrongRows = new Set(messages.map(({ key }) => key)).size;
  const failure = progress.stage === 'open' && !question ? progress.outcome : undefined;
  // Issues of rows are shown there, and end with an edit.
  const isOfRows =
    isMember(failure, 'WolkvoxInvalidInput') && failure.issues.every(({ path: [list, index] }) => list && index);
  return (
    <section className="card" ref={section} aria-labelledby="contacts-title">
      <h2 id="contacts-title">{t.title}</h2>
      <p className="hint">{t.intro}</p>
      <form noValidate className="stack" onSubmit={submit} aria-busy={progress.stage === 'sending'}>
        <PasteField disabled={disabled} taken={taken} onPaste={take} />
        <ContactTable
          {...{ rows, messages, disabled }}
          onEdited={(key) => setMessages((before) => before.filter((message) => message.key !== key))}
          onPaste={take}
        />
        {added && <AdditionNotice {...added} />}
        {checked === 'empty' && <Notice tone="wait" title={t.noRows} focused={false} />}
        {(checked === 'wrong' || isOfRows) && wrongRows > 0 && (
          <Notice tone="wrong" title={t.wrongRows(wrongRows)} focused={false} />
        )}
        {failure && !isOfRows && checked === undefined && (
          <FailureNotice action="add" failure={failure} timeZone={timeZone} />
        )}
        {progress.stage === 'unknownOutcome' ? (
          <UnknownAddition
            campaignId={campaign.id}
            customerId={progress.draft.input.contacts[0]?.customerId ?? ''}
            outcome={progress.outcome}
            timeZone={timeZone}
            secondsLeft={secondsLeft}
            onRetry={() => request(progress.draft)}
            onFound={() => {
              rows.removeAll(new Set(progress.draft.rows.map(({ key }) => key)));
              begin();
              onAdded();
            }}
            onNotFound={begin}
          />
        ) : (
          <div className="actions">
            <button className="primary" aria-disabled={disabled || secondsLeft > 0}>
              {progress.stage === 'sending'
                ? t.sending
                : secondsLeft > 0
                  ? t.sendIn(filled.length, secondsLeft)
                  : t.send(filled.length)}
            </button>
          </div>
        )}
      </form>
      {question && (
        <ConfirmDialog
          title={t.running(campaign.name, question.rows.length)}
          confirm={t.runningConfirm}
          cancel={t.runningCancel}
          onConfirm={() => {
            setQuestion(undefined);
            request({ ...question, input: { ...question.input, allowRunning: true } });
          }}
          onCancel={() => setQuestion(undefined)}
        >
          <p>{t.runningText}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
