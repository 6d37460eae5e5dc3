import type { Campaign } from '@wolkvox-graphql/client';
import { useState, type SubmitEvent } from 'react';

import { useDictionary } from '../i18n/i18n.js';
import { ReadFailure } from '../outcome/ReadFailure.js';
import { Notice } from '../parts/Notice.js';
import { lastDays } from './days.js';
import { OutcomeChart } from './OutcomeChart.js';
import { ResultTable } from './ResultTable.js';
import { useResults, type Results } from './use-results.js';

/** What became of the contacts of a campaign: a chart and a table. */
export function ResultsSection({
  campaign: { id, operation },
}: {
  readonly campaign: Pick<Campaign, 'id' | 'operation'>;
}) {
  const { results: t } = useDictionary().desk;
  const [days, setDays] = useState(() => lastDays(DEFAULT_DAYS, operation.timeZone));
  const results = useResults(id);
  const loading = results.state === 'loading';
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!loading) results.search(days);
  };
  return (
    <section className="card" aria-labelledby="results-title">
      <h2 id="results-title">{t.title}</h2>
      <form className="filters" onSubmit={submit} aria-busy={loading}>
        <DateField label={t.from} value={days.from} max={days.to} onChange={(from) => setDays({ ...days, from })} />
        <DateField label={t.to} value={days.to} min={days.from} onChange={(to) => setDays({ ...days, to })} />
        <button className="primary" aria-disabled={loading}>
          {t.show}
        </button>
      </form>
      <p className="hint">
        {t.clock(operation.timeZone)} {t.cost}
      </p>
      <p role="status" className="pending">
        {loading ? t.loading : summaryOf(results, t)}
      </p>
      {results.error !== undefined && (
        <ReadFailure title={t.failed} error={results.error} timeZone={operation.timeZone} onRetry={results.more} />
      )}
      {!results.complete && (
        <Notice tone="wait" title={t.incomplete.title} focused={false}>
          <p>{t.incomplete.text}</p>
        </Notice>
      )}
      {results.rows.length > 0 && (
        <>
          <OutcomeChart rows={results.rows} />
          <ResultTable rows={results.rows} />
        </>
      )}
      {results.hasMore && results.error === undefined && (
        <button type="button" aria-disabled={loading} onClick={results.more}>
          {t.more}
        </button>
      )}
    </section>
  );
}

interface DateFieldProps {
  readonly label: string;
  readonly value: string;
  readonly min?: string;
  readonly max?: string;
  readonly onChange: (day: string) => void;
}

function DateField({ label, onChange, ...input }: DateFieldProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <input type="date" required {...input} onChange={({ target }) => onChange(target.value)} />
    </label>
  );
}

const DEFAULT_DAYS = 7;

/** Returns how many results are shown, and whether there are more. */
function summaryOf(
  { state, rows, hasMore, error }: Results,
  t: ReturnType<typeof useDictionary>['desk']['results'],
): string {
  if (state === 'idle' || (error !== undefined && rows.length === 0)) return '';
  if (rows.length === 0) return hasMore ? t.noneYet : t.none;
  return hasMore ? `${t.shown(rows.length)}. ${t.moreBehind}` : `${t.shown(rows.length)}.`;
}
