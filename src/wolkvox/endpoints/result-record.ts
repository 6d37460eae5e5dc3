import type { ResultRow } from '../../domain/contact-result.js';
import { RESULT_WORDS, resultWord } from './campaign-values.js';
import { CONTACT_COLUMNS, readContact } from './contact-record.js';
import type { RowReader } from './row-reader.js';

/**
 * Columns of a result beside those of its contact. The names of `detail` are not documented, so these are the names in other
 * reports of the vendor, in files that wolkvox exports, and in `find_record` (guess). The first one that can be read counts.
 */
const RESULT_COLUMNS = {
  at: ['date', 'last_date', 'date_result', 'date_end', 'date_call', 'last_call', 'fecha', 'fecha_fin', 'fechafinreg'],
  phone: ['telephone', 'tel_dial', 'dialed_number', 'last_dial_tel', 'last_dial_tele', 'telefono'],
  attempts: ['calls', 'attempts', 'count_calls', 'intentos', 'llamadas'],
  result: ['result', 'resultado', 'resultadoreg'],
  activityCode: ['cod_act', 'cod_act_1', 'code_act', 'code_act_1', 'cod01', 'cod_rslt1'],
  secondActivityCode: ['cod_act_2', 'code_act_2', 'cod02', 'cod_rslt2'],
  comments: ['comments', 'comment', 'accumulated_comments', 'comentarios', 'comentariosacumulados'],
  agentId: ['agent_id', 'id_agent', 'agente'],
  connId: ['conn_id', 'id_call', 'idcall'],
} as const satisfies Partial<Record<keyof ResultRow, readonly string[]>>;

type ResultField = keyof typeof RESULT_COLUMNS;

/** Columns that `readResult` reads. */
export const READ_COLUMNS: readonly string[] = [...CONTACT_COLUMNS, ...Object.values(RESULT_COLUMNS).flat()];

/** Reads a result; undefined if the row names no contact. */
export function readResult(row: RowReader): ResultRow | undefined {
  const contact = readContact(row);
  if (contact === undefined) return undefined;
  const text = (field: ResultField): string | undefined => first(field, (column) => row.text(column));
  return {
    contact,
    phone: text('phone'),
    ...readOutcome(row),
    resultText: text('result'),
    activityCode: text('activityCode'),
    secondActivityCode: text('secondActivityCode'),
    comments: text('comments'),
    agentId: text('agentId'),
    connId: text('connId'),
  };
}

/** Reads the values that are not texts. */
export const readOutcome = (row: RowReader): Pick<ResultRow, 'at' | 'attempts' | 'result'> => ({
  at: first('at', (column) => row.time(column)),
  attempts: first('attempts', (column) => row.amount(column)),
  result: first('result', (column) => row.enumValue(column, RESULT_WORDS, resultWord)),
});

function first<Value>(field: ResultField, read: (column: string) => Value | undefined): Value | undefined {
  for (const column of RESULT_COLUMNS[field]) {
    const value = read(column);
    if (value !== undefined) return value;
  }
  return undefined;
}
