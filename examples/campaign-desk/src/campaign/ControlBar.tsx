import type { CampaignStatus } from '@wolkvox-graphql/client';
import { useEffect, useState } from 'react';

import { useDictionary } from '../i18n/i18n.js';
import { FailureNotice } from '../outcome/FailureNotice.js';
import { ConfirmDialog } from '../parts/ConfirmDialog.js';
import { Notice } from '../parts/Notice.js';
import { StatusBadge } from '../parts/StatusBadge.js';
import type { Control, ControlNotice, FactsReading } from './use-control.js';

export interface ControlBarProps {
  readonly control: Control;
  /** Name and count as they are shown, which a start confirms. */
  readonly shown: Pick<FactsReading, 'name' | 'contactCount'>;
  readonly status: CampaignStatus | null;
  /** true: the campaign is read again. A start is asked for with what that shows. */
  readonly isReading: boolean;
  readonly timeZone: string;
}

/** Status, start and stop. It stays in view while the page scrolls, and nothing disables the stop. */
export function ControlBar({ control, shown, status, isReading, timeZone }: ControlBarProps) {
  const { desk } = useDictionary();
  const { control: t } = desk;
  const { starting, stopping, question, notice } = control;
  const [isStartAsked, setIsStartAsked] = useState(false);
  useEffect(() => {
    if (!isStartAsked || isReading) return;
    setIsStartAsked(false);
    control.askToStart(shown);
  }, [isStartAsked, isReading]);
  const stop = (): void => {
    setIsStartAsked(false);
    control.stop();
  };
  return (
    <section className="control" aria-label={t.label}>
      <div className="bar-row">
        <StatusBadge status={status} />
        <span>{shown.contactCount !== null && desk.people(shown.contactCount)}</span>
        <div className="buttons">
          {/* Not `disabled`, which would remove the focus. */}
          <button
            type="button"
            className={status === 'STARTED' ? undefined : 'primary'}
            aria-disabled={starting}
            onClick={() => setIsStartAsked(true)}
          >
            {starting ? t.starting : t.start}
          </button>
          <button type="button" className={status === 'STOPPED' ? 'stop' : 'stop urgent'} onClick={stop}>
            {t.stop}
          </button>
        </div>
      </div>
      <p role="status" className="pending">
        {stopping ? t.stopping : starting ? t.starting : isStartAsked && isReading ? t.reading : ''}
      </p>
      {notice && <ControlMessage notice={notice} timeZone={timeZone} />}
      {question && (
        <ConfirmDialog
          title={t.confirm(question.confirm.name, question.confirm.contactCount)}
          confirm={t.confirmStart}
          cancel={t.cancel}
          onConfirm={control.confirmStart}
          onCancel={control.cancelStart}
        >
          {question.before && (
            <p className="changed">
              {t.changed(
                question.before.name,
                question.before.contactCount,
                question.confirm.name,
                question.confirm.contactCount,
              )}
            </p>
          )}
          <p>{t.confirmText}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

/** Result of the last start or stop. It does not take the focus, so that the stop stays one key away. */
function ControlMessage({ notice, timeZone }: { readonly notice: ControlNotice; readonly timeZone: string }) {
  const { control: t } = useDictionary().desk;
  switch (notice.kind) {
    case 'started':
    case 'stopped':
      return <Notice tone="good" title={t[notice.kind](notice.name, notice.changed)} focused={false} />;
    case 'failed':
      return <FailureNotice action={notice.action} failure={notice.failure} timeZone={timeZone} focused={false} />;
    case 'empty':
    case 'noCount':
      return (
        <Notice tone="wait" title={t[notice.kind].title} focused={false}>
          <p>{t[notice.kind].text}</p>
        </Notice>
      );
  }
}
