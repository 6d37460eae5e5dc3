import { useDictionary } from '../i18n/i18n.js';
import { useFormat } from '../use-format.js';
import type { ContactResult } from './use-results.js';

/** The results, newest first. */
export function ResultTable({ rows }: { readonly rows: readonly ContactResult[] }) {
  const { results: t } = useDictionary().desk;
  const { columns } = t;
  return (
    <div className="scroll" role="group" aria-label={t.title} tabIndex={0}>
      <table className="results">
        <thead>
          <tr>
            <th scope="col">{columns.at}</th>
            <th scope="col">{columns.customer}</th>
            <th scope="col">{columns.phone}</th>
            <th scope="col">{columns.result}</th>
            <th scope="col">{columns.attempts}</th>
            <th scope="col">{columns.agent}</th>
            <th scope="col">{columns.comments}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, nth) => (
            // Rows are only appended, and may be equal.
            <ResultRow key={nth} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ResultRow({ row }: { readonly row: ContactResult }) {
  const { results: t } = useDictionary().desk;
  const format = useFormat();
  const { customerId, phone, at, attempts, result, resultText, agentId, contact } = row;
  const name = [contact.firstName, contact.lastName].filter(Boolean).join(' ');
  const comments = [row.activityCode, row.secondActivityCode, row.comments].filter(Boolean).join(' · ');
  return (
    <tr>
      <td>{at !== null && <time dateTime={at}>{format.localTime(at)}</time>}</td>
      <th scope="row">
        {name || customerId} {name !== '' && <small>{customerId}</small>}
      </th>
      <td>{phone}</td>
      <td>
        <span className={`outcome ${(result ?? 'other').toLowerCase()}`}>
          {result === null ? (resultText ?? t.outcomes.OTHER) : t.outcomes[result]}
        </span>
      </td>
      <td className="number">{attempts !== null && format.number(attempts)}</td>
      <td>{agentId}</td>
      <td>{comments}</td>
    </tr>
  );
}
