import { useDictionary } from '../i18n/i18n.js';
import type { Share } from './progress.js';

export interface ProgressBarProps {
  /** Name of the campaign, for screen readers. */
  readonly name: string;
  readonly share: Share;
  readonly running: boolean;
}

/** A bar with its figures beside it. */
export function ProgressBar({ name, share: { done, total, percent }, running }: ProgressBarProps) {
  const { desk } = useDictionary();
  const { progress: t } = desk;
  const figures = t.done(done, total);
  return (
    <div className="progress">
      <div
        className={running ? 'bar running' : 'bar'}
        role="progressbar"
        aria-label={t.of(name)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={figures}
      >
        <div style={{ inlineSize: `${percent}%` }} />
      </div>
      <p className="figures" aria-hidden="true">
        <strong>{t.percent(percent)}</strong> <span>{figures}</span>
      </p>
    </div>
  );
}
