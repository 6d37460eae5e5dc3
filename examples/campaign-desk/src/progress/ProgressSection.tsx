import { useEffect, useRef, useState } from 'react';

import type { ProgressFigure } from '../i18n/desk-texts.js';
import { useDictionary } from '../i18n/i18n.js';
import { ReadFailure } from '../outcome/ReadFailure.js';
import { useFormat } from '../use-format.js';
import { ProgressBar } from './ProgressBar.js';
import { shareOf, type Progress } from './progress.js';
import type { LiveProgress } from './use-live-progress.js';

export interface ProgressSectionProps {
  readonly name: string;
  readonly running: boolean;
  readonly live: LiveProgress;
  readonly timeZone: string;
}

/** What a campaign is doing: its bar and its figures. */
export function ProgressSection({ name, running, live, timeZone }: ProgressSectionProps) {
  const { progress: t } = useDictionary().desk;
  const format = useFormat();
  const { progress, error } = live;
  const share = progress && shareOf(progress);
  return (
    <section className="card" aria-labelledby="progress-title">
      <div className="title-row">
        <h2 id="progress-title">{t.title}</h2>
        {live.state !== 'connecting' && <span className={`hint ${live.state}`}>{t[live.state]}</span>}
      </div>
      {error !== undefined && <ReadFailure title={t.failed} error={error} timeZone={timeZone} onRetry={live.retry} />}
      {progress === null && <p className="hint">{t.notOnBoard}</p>}
      {progress && (
        <>
          {share && <ProgressBar name={name} share={share} running={running} />}
          {progress.finished && <p className="finished">{t.finished}</p>}
          <dl className="tiles">
            {FIGURES.map((figure) => (
              <div key={figure}>
                <dt>{t.figures[figure]}</dt>
                <dd>{progress[figure] === null ? '–' : format.number(progress[figure])}</dd>
              </div>
            ))}
          </dl>
          <p className="hint">{t.readAt(format.time(new Date(progress.readAt)))}</p>
          <Announcement progress={progress} />
        </>
      )}
    </section>
  );
}

const FIGURES = [
  'dialed',
  'pending',
  'answered',
  'unanswered',
  'busyOrFailed',
  'answeringMachines',
  'hits',
  'callsPerMinute',
] as const satisfies readonly ProgressFigure[];

const STEP_PERCENT = 10;

/** Reads the progress aloud, politely: at each tenth, and at the end. */
function Announcement({ progress }: { readonly progress: Progress }) {
  const { progress: t } = useDictionary().desk;
  const [text, setText] = useState('');
  const before = useRef<string>(undefined);
  const share = shareOf(progress);
  const step = share && `${progress.finished} ${Math.floor(share.percent / STEP_PERCENT)}`;
  useEffect(() => {
    // The first reading is on the page that the user has just opened.
    if (share && step !== before.current && before.current !== undefined)
      setText(progress.finished ? t.finished : t.done(share.done, share.total));
    before.current = step;
  }, [step]);
  return (
    <p role="status" className="hidden">
      {text}
    </p>
  );
}
