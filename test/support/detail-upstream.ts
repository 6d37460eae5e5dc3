import { startUpstream, type Scripted, type Upstream } from './upstream.js';

/** Row of a report, with the time by which wolkvox selects it. */
export interface ReportRow {
  /** `YYYY-MM-DD HH:MM:SS` on the wall clock of the operation. */
  readonly time: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What is not known of the report, each as one of the possible facts. */
export interface ReportFacts {
  readonly includesEnd: boolean;
  readonly order: 'oldest' | 'newest' | 'none';
  readonly empty: 'refused' | 'list';
  readonly form: 'envelope' | 'bare';
  /** Rows at which a report is cut. */
  readonly cap: number;
}

/** Report that was asked for, on the wall clock of the operation. */
export interface AskedReport {
  readonly campaign: string;
  readonly from: string;
  readonly to: string;
  /** Number of rows of the answer. */
  readonly rows: number;
}

/** Upstream with campaigns and their results, which follows the facts of wolkvox and is not the simulator. */
export interface DetailUpstream extends Pick<Upstream, 'url' | 'seen' | 'close'> {
  facts: ReportFacts;
  /** Rows by campaign. */
  readonly reports: Map<string, ReportRow[]>;
  /** Types of campaigns that are not `predictive`. */
  readonly types: Map<string, string>;
  /** Reports that were asked for, in order. */
  readonly asked: AskedReport[];
  /** Replaces the next answers of the report; undefined: the usual answer. */
  readonly next: ((asked: AskedReport) => Scripted | undefined)[];
}

export const DEFAULT_FACTS: ReportFacts = {
  includesEnd: true,
  order: 'oldest',
  empty: 'refused',
  form: 'envelope',
  cap: 60_000,
};

const MAX_SECONDS = 31 * 86_400;

const NO_ROWS = { code: '404', error: 'Not Found', msg: 'Validate dates entered', data: [] };

/** Starts the upstream with campaigns that have the numbers 1 to `campaigns`. */
export async function startDetailUpstream(campaigns = 1): Promise<DetailUpstream> {
  const reports = new Map<string, ReportRow[]>();
  const asked: AskedReport[] = [];
  const next: DetailUpstream['next'] = [];
  const types = new Map<string, string>();
  const list = () =>
    Array.from({ length: campaigns }, (_, n) => ({
      campaign_id: String(n + 1),
      campaign_name: `Campaign ${n + 1}`,
      type_campaign: types.get(String(n + 1)) ?? 'predictive',
    }));
  const upstream = await startUpstream(({ url }) => {
    const { searchParams: query } = new URL(url, 'http://localhost');
    if (query.get('api') !== 'detail')
      return { status: 200, body: { code: '200', error: null, msg: 'campaigns', data: list() } };
    const [from, to] = [readTime(query.get('date_ini')), readTime(query.get('date_end'))];
    const campaign = query.get('campaign_id') ?? '';
    const { includesEnd, order, empty, form, cap } = detail.facts;
    const found = (reports.get(campaign) ?? []).filter(
      ({ time }) => time >= from && (includesEnd ? time <= to : time < to),
    );
    const isTooLong = Date.parse(`${to}Z`) - Date.parse(`${from}Z`) > MAX_SECONDS * 1000;
    const rows = isTooLong ? [] : sorted(found, order).slice(0, cap);
    const report = { campaign, from, to, rows: rows.length };
    asked.push(report);
    const scripted = next.shift()?.(report);
    if (scripted !== undefined) return scripted;
    if (rows.length === 0 && (isTooLong || empty === 'refused')) return { status: 404, body: NO_ROWS };
    const data = rows.map(({ row }) => row);
    return { status: 200, body: form === 'bare' ? data : { code: '200', error: null, msg: 'detail', data } };
  });
  const { url, seen } = upstream;
  const close = (): Promise<void> => upstream.close();
  const detail: DetailUpstream = { url, seen, close, facts: DEFAULT_FACTS, reports, types, asked, next };
  return detail;
}

/** Reads `YYYYmmddHHiiss`. */
const readTime = (text: string | null): string =>
  (text ?? '').replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6');

function sorted(rows: readonly ReportRow[], order: ReportFacts['order']): readonly ReportRow[] {
  if (order === 'none') return rows;
  const ascending = [...rows].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return order === 'oldest' ? ascending : ascending.reverse();
}
