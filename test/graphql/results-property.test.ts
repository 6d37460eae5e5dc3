import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { DEFAULT_FACTS, startDetailUpstream, type DetailUpstream, type ReportRow } from '../support/detail-upstream.js';
import { startProduct, type Product } from '../support/product.js';

const CAMPAIGNS = 400;
const CAP = 8;

let upstream: DetailUpstream;
/** Two replicas without a shared state. The second one may make few calls per request, so its pages end early. */
let replicas: readonly Product[] = [];
beforeAll(async () => {
  upstream = await startDetailUpstream(CAMPAIGNS);
  const start = (calls: number) =>
    startProduct(upstream.url, {
      RESULTS_ROW_CAP: String(CAP),
      LIMIT_UPSTREAM_CALLS: String(calls),
      LIMIT_BODY_BYTES: '100000',
    });
  replicas = await Promise.all([start(1000), start(6)]);
});
afterAll(async () => {
  await Promise.all(replicas.map((product) => product.close()));
  await upstream.close();
});

const PAGE = `query ($id: ID!, $from: CampaignTime!, $to: CampaignTime!, $first: Int, $after: String) {
  campaign(id: $id) {
    results(from: $from, to: $to, first: $first, after: $after) {
      complete nodes { customerId at connId } edges { cursor } pageInfo { hasNextPage endCursor }
    }
  }
}`;

interface Node {
  readonly customerId: string;
  readonly at: string | null;
  readonly connId: string | null;
}
interface Page {
  readonly complete: boolean;
  readonly nodes: readonly Node[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const SPAN = { from: '2026-09-01T00:00:00', to: '2026-10-25T23:59:59' };
const FROM = Date.parse(`${SPAN.from}Z`) / 1000;
const SECONDS = Date.parse(`${SPAN.to}Z`) / 1000 - FROM;
const timeAt = (second: number): string =>
  new Date((FROM + second) * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** A row: its second within the span, and which of a few contacts it is about. Equal rows are frequent. */
interface Draft {
  readonly second: number;
  readonly contact: number;
  /** The report does not show its time. */
  readonly isUntimed: boolean;
}

/** Second at which the newest window of 30 days begins. */
const BOUND = SECONDS + 1 - 30 * 86_400;

const draftsAt = (second: fc.Arbitrary<number>, length: fc.ArrayConstraints): fc.Arbitrary<Draft[]> =>
  fc.array(fc.record({ second, contact: fc.integer({ min: 1, max: 3 }), isUntimed: fc.boolean() }), {
    ...length,
    size: 'max',
  });

const drafts = fc.oneof(
  draftsAt(
    // Clusters of equal and of near times, which cut the reports of single hours, and times at the bounds of windows.
    fc.oneof(
      fc.integer({ min: 0, max: SECONDS }),
      fc.constantFrom(0, 1_000_000, BOUND - 1, BOUND, BOUND + 1, SECONDS),
      fc.integer({ min: 2_000_000, max: 2_004_000 }),
    ),
    { maxLength: 40 },
  ),
  // Windows that are cut only after rows were added to them, between two pages.
  draftsAt(fc.integer({ min: BOUND, max: SECONDS }), { minLength: 3, maxLength: CAP - 1 }),
);

const reportRow = ({ second, contact, isUntimed }: Draft): ReportRow => {
  const time = timeAt(second);
  return { time, row: { customer_id: String(contact), conn_id: `c${contact}`, date: isUntimed ? '' : time } };
};

const facts = fc.record({
  includesEnd: fc.boolean(),
  order: fc.constantFrom('oldest' as const, 'newest' as const, 'none' as const),
  empty: fc.constantFrom('refused' as const, 'list' as const),
  form: fc.constantFrom('envelope' as const, 'bare' as const),
});

/** One page: its size, the replica that serves it, and rows that are added before it, newer than all others. */
const steps = fc.array(
  fc.record({
    first: fc.integer({ min: 1, max: 9 }),
    replica: fc.integer({ min: 0, max: 1 }),
    added: fc.integer({ min: 0, max: CAP }),
    usesEdge: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

let nextCampaign = 1;

async function readPage(replica: number, variables: Record<string, unknown>): Promise<Page> {
  const product = replicas[replica];
  if (product === undefined) throw new Error('There is no such replica.');
  const { data, errors } = await product.query(PAGE, variables);
  expect(errors).toBeUndefined();
  return (data as { campaign: { results: Page } }).campaign.results;
}

/** Reads all pages, and returns their rows with the number of the rows that were there from the beginning. */
async function readAll(
  campaign: string,
  plan: readonly { first: number; replica: number; added: number; usesEdge: boolean }[],
) {
  const pages: Page[] = [];
  let after: string | null = null;
  for (let n = 0; n < 500; n += 1) {
    const step = plan[n % plan.length];
    if (step === undefined) break;
    if (n > 0) upstream.reports.get(campaign)?.push(...newRows(step.added));
    const page = await readPage(step.replica, { id: `default:${campaign}`, ...SPAN, first: step.first, after });
    expect(page.nodes.length).toBeLessThanOrEqual(step.first);
    pages.push(page);
    if (!page.pageInfo.hasNextPage) return pages;
    // The cursor of the last row continues at the same row as the end of a full page.
    const last: string | undefined = page.edges.at(-1)?.cursor;
    after = step.usesEdge && last !== undefined && page.nodes.length === step.first ? last : page.pageInfo.endCursor;
  }
  throw new Error('The pages do not end.');
}

const newRows = (count: number): ReportRow[] =>
  Array.from({ length: count }, () => reportRow({ second: SECONDS, contact: ADDED, isUntimed: false }));
/** Contact of the rows that are added between pages. */
const ADDED = 9;

const countBy = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

describe('pages of results', () => {
  it('have each row exactly once, newest first, and are complete unless an hour was cut', async () => {
    const untimed = fc.boolean();
    await fc.assert(
      fc.asyncProperty(drafts, facts, steps, untimed, async (all, someFacts, plan, hasUntimed) => {
        const rows = all.map((draft) => ({ ...draft, isUntimed: hasUntimed && draft.isUntimed }));
        const campaign = String(nextCampaign++);
        upstream.facts = { ...DEFAULT_FACTS, ...someFacts, cap: CAP };
        upstream.reports.set(campaign, rows.map(reportRow));
        upstream.asked.length = 0;
        const pages = await readAll(campaign, plan);
        const nodes = pages.flatMap((page) => page.nodes).filter(({ customerId }) => customerId !== String(ADDED));

        const times = nodes.flatMap(({ at }) => at ?? []);
        expect(times).toEqual([...times].sort().reverse());

        const key = ({ customerId, at }: Pick<Node, 'customerId' | 'at'>): string => `${customerId} ${at ?? ''}`;
        const met = countBy(nodes.map(key));
        const asked = upstream.asked.filter((report) => report.campaign === campaign);
        const cutHours = asked.filter(({ rows: count, from, to }) => count >= CAP && hours(from, to) <= 1 + 1 / 3600);
        const present = countBy(rows.map((draft) => key({ customerId: String(draft.contact), at: shownTime(draft) })));
        // A row without a time that is on the bound of two windows is in both, if wolkvox includes the end of a window.
        const bounds = new Set(asked.map(({ from }) => from));
        const doubled = countBy(
          rows
            .filter((draft) => draft.isUntimed && someFacts.includesEnd && bounds.has(timeAt(draft.second)))
            .map((draft) => key({ customerId: String(draft.contact), at: null })),
        );
        for (const [row, count] of met)
          expect(count).toBeLessThanOrEqual((present.get(row) ?? 0) + (doubled.get(row) ?? 0));
        const isComplete = pages.every(({ complete }) => complete);
        if (cutHours.length === 0) expect(isComplete).toBe(true);
        if (isComplete) for (const [row, count] of present) expect(met.get(row) ?? 0).toBeGreaterThanOrEqual(count);
        // Every missing row is in an hour that was cut.
        for (const draft of rows) {
          const row = key({ customerId: String(draft.contact), at: shownTime(draft) });
          const isInCutHour = cutHours.some(
            ({ from, to }) => from <= timeAt(draft.second) && timeAt(draft.second) <= to,
          );
          if (!draft.isUntimed && !isInCutHour) expect(met.get(row)).toBe(present.get(row));
        }
        for (const { from, to } of asked) expect(hours(from, to)).toBeLessThanOrEqual(31 * 24);
        upstream.reports.delete(campaign);
      }),
      { numRuns: CAMPAIGNS - 50, endOnFailure: true },
    );
  }, 120_000);
});

const shownTime = ({ second, isUntimed }: Draft): string | null =>
  isUntimed ? null : timeAt(second).replace(' ', 'T');
const hours = (from: string, to: string): number => (Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) / 3_600_000;
