import type { DialResult } from '@wolkvox-graphql/client';

import { useDictionary } from '../i18n/i18n.js';
import { useFormat } from '../use-format.js';
import type { ContactResult } from './use-results.js';

/** Number of results of each outcome, as bars with their figures. */
export function OutcomeChart({ rows }: { readonly rows: readonly ContactResult[] }) {
  const { results: t } = useDictionary().desk;
  const format = useFormat();
  const counts = countsOf(rows);
  const most = Math.max(...counts.map(({ count }) => count));
  return (
    <figure>
      <figcaption>
        <strong>{t.chart}</strong> <span className="hint">{t.chartOf(rows.length)}</span>
      </figcaption>
      <ul className="chart">
        {counts.map(({ outcome, count }) => (
          <li key={outcome}>
            <span>{t.outcomes[outcome]}</span>
            <span className={`chart-bar ${outcome.toLowerCase()}`} aria-hidden="true">
              <span style={{ inlineSize: `${(count / most) * 100}%` }} />
            </span>
            <span className="number">
              {format.number(count)} <small>({format.percent(count / rows.length)})</small>
            </span>
          </li>
        ))}
      </ul>
    </figure>
  );
}

type Outcome = DialResult | 'OTHER';

/** Returns the counts, the largest first. */
function countsOf(rows: readonly ContactResult[]): readonly { readonly outcome: Outcome; readonly count: number }[] {
  const counts = new Map<Outcome, number>();
  for (const { result } of rows) counts.set(result ?? 'OTHER', (counts.get(result ?? 'OTHER') ?? 0) + 1);
  return [...counts].map(([outcome, count]) => ({ outcome, count })).toSorted((a, b) => b.count - a.count);
}
