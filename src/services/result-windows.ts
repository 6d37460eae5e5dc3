import type { ResultWindow } from '../domain/contact-result.js';
import { succeeded, type Outcome } from '../domain/failure.js';
import { clockOf, isFinished } from '../domain/result-span.js';
import type { CampaignType } from '../domain/campaign.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import { withoutSignal } from './execute-write.js';
import { campaignKey } from './pending-changes.js';
import { isSplittable, reportRows, splitLength, type WindowBounds } from './result-plan.js';
import type { OnUnrecognized } from './report-unread.js';
import { readResultWindow } from './result-window.js';

/** Window of results of one campaign. */
export interface WindowRequest extends WindowBounds {
  readonly operation: OperationConnection;
  readonly campaignId: string;
  readonly type: CampaignType;
}

/** A window, or what the report of one that must be split shows. */
export type WindowReading = ResultWindow | CutReading;

/** Report that was cut. */
export interface CutReading {
  /** Length of the newest part of the window that probably has few enough rows. */
  readonly partLength: number;
  /** Number of rows of the report. The window has at least as many. */
  readonly rows: number;
}

/** Which stored readings a request may use. Time on the clock of performance.now. */
export interface WindowUse {
  /** Readings that began since then are as new as the request. */
  readonly since: number;
  /** true: the request continues from a cursor, so it may use the reading that the cursor is from. */
  readonly continues: boolean;
  /** Called before an upstream call. It returns false if the request may make no more. */
  readonly takeCall: () => boolean;
}

/** Window that was read, for metrics. A reading that failed is not one. */
export interface WindowLookup {
  readonly operation: string;
  /** `upstream`: read from wolkvox for this request. `cache`: stored, or read for another request at the same time. */
  readonly source: 'upstream' | 'cache';
  /** true: the report was cut, and the window is too short to be split, so rows are missing. */
  readonly cut: boolean;
}

export interface ResultWindowsDependencies {
  readonly wolkvox: Wolkvox;
  /** Lifetime of a window that ended more than a day ago. 0: only the next pages use it. */
  readonly freshMs: number;
  /** Rows at which wolkvox cuts a report. */
  readonly maxRows: number;
  /** Called once per column with unrecognized values, and with `row` for rows that cannot be read. */
  readonly onUnrecognized: OnUnrecognized;
  readonly onLookup: (lookup: WindowLookup) => void;
}

interface Stored {
  readonly campaign: string;
  readonly reading: WindowReading;
  readonly isFinished: boolean;
  readonly bytes: number;
  /** Start of the reading, on the clock of performance.now. */
  readonly readAt: number;
}

interface InFlight {
  readonly campaign: string;
  readonly outcome: Promise<Outcome<WindowReading>>;
}

/** Maximum size of all stored windows. The newest one is stored at any size. It is not part of LIMIT_INFLIGHT_BYTES. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Memory of a stored reading without its rows. */
const ENTRY_BYTES = 512;

/** Lifetime of a reading for the next pages, also of today. After it, the next page reads the window again. */
const PAGES_MS = 600_000;

/**
 * Windows of results. Each reading costs a call, so concurrent requests share it, and it is stored for the next pages. Callers must not
 * hold a window while they wait, because a window takes megabytes.
 */
export class ResultWindows {
  /** In the order of the last use. */
  readonly #stored = new Map<string, Stored>();
  readonly #inFlight = new Map<string, InFlight>();
  /** Last cut report of each campaign that includes the last day. */
  readonly #latestCuts = new Map<string, { readonly reading: CutReading; readonly readAt: number }>();
  #bytes = 0;
  #expiry: NodeJS.Timeout | undefined;

  constructor(private readonly dependencies: ResultWindowsDependencies) {}

  /** Rows at which wolkvox cuts a report. */
  get maxRows(): number {
    return this.dependencies.maxRows;
  }

  /** Returns a window; undefined if the request may make no more calls. */
  async read(window: WindowRequest, use: WindowUse, context: CallContext): Promise<Outcome<WindowReading> | undefined> {
    const { operation, campaignId, type, from, end } = window;
    const campaign = campaignKey(operation, campaignId);
    const key = `${campaign} ${type} ${from} ${end}`;
    const stored = this.#stored.get(key);
    if (stored !== undefined && this.#isUsable(stored, use)) {
      this.#stored.delete(key);
      this.#stored.set(key, stored);
      return this.#serve(window, 'cache', succeeded(stored.reading));
    }
    const inFlight = this.#inFlight.get(key);
    if (inFlight !== undefined) return this.#serve(window, 'cache', await inFlight.outcome);
    if (!use.takeCall()) return undefined;
    const reading: InFlight = { campaign, outcome: this.#fetch(window, context) };
    this.#inFlight.set(key, reading);
    const readAt = performance.now();
    try {
      const outcome = await reading.outcome;
      // A change of the campaign since then has removed it.
      if (outcome.ok && this.#inFlight.get(key) === reading) this.#store(key, campaign, window, outcome.value, readAt);
      return this.#serve(window, 'upstream', outcome);
    } finally {
      if (this.#inFlight.get(key) === reading) this.#inFlight.delete(key);
    }
  }

  /** Returns the last cut report of the campaign that includes the last day, so that a request need not be cut again. */
  latestCut(operation: OperationConnection, campaignId: string): CutReading | undefined {
    return this.#latestCuts.get(campaignKey(operation, campaignId))?.reading;
  }

  /** Discards the windows of a campaign after a write that may have removed results. */
  discard(operation: OperationConnection, campaignId: string): void {
    const changed = campaignKey(operation, campaignId);
    this.#latestCuts.delete(changed);
    for (const [key, { campaign }] of this.#inFlight) if (campaign === changed) this.#inFlight.delete(key);
    for (const [key, { campaign }] of this.#stored) if (campaign === changed) this.#remove(key);
  }

  async #fetch(
    { operation, campaignId, type, from, end }: WindowRequest,
    context: CallContext,
  ): Promise<Outcome<WindowReading>> {
    const { wolkvox, maxRows, onUnrecognized } = this.dependencies;
    const query = { campaignId, type, from: clockOf(from), to: clockOf(end), maxRows };
    // Without the signal of the client, because other requests may wait for the same reading.
    const outcome = await readResultWindow(wolkvox, operation, query, { ...withoutSignal(context), onUnrecognized });
    if (!outcome.ok || !outcome.value.isCut || !isSplittable({ from, end })) return outcome;
    // The rows are released, because those of the parts replace them.
    return succeeded({
      partLength: splitLength({ from, end }, outcome.value),
      rows: Math.max(1, reportRows(outcome.value)),
    });
  }

  #isUsable({ readAt, isFinished: wasFinished }: Stored, { since, continues }: WindowUse): boolean {
    const ageMs = performance.now() - readAt;
    return readAt >= since || (continues && ageMs < PAGES_MS) || (wasFinished && ageMs < this.dependencies.freshMs);
  }

  #serve(
    { operation: { id } }: WindowRequest,
    source: WindowLookup['source'],
    outcome: Outcome<WindowReading>,
  ): Outcome<WindowReading> {
    const { onLookup } = this.dependencies;
    if (outcome.ok) onLookup({ operation: id, source, cut: 'isCut' in outcome.value && outcome.value.isCut });
    return outcome;
  }

  #store(key: string, campaign: string, window: WindowRequest, reading: WindowReading, readAt: number): void {
    this.#remove(key);
    const bytes = ENTRY_BYTES + ('bytes' in reading ? reading.bytes : 0);
    const finished = isFinished(window.end, new Date(), window.operation);
    this.#stored.set(key, { campaign, reading, isFinished: finished, bytes, readAt });
    this.#bytes += bytes;
    if ('partLength' in reading && !finished) this.#latestCuts.set(campaign, { reading, readAt });
    for (const oldest of this.#stored.keys()) {
      if (this.#bytes <= MAX_BYTES || oldest === key) break;
      this.#remove(oldest);
    }
    this.#expireLater();
  }

  #remove(key: string): void {
    this.#bytes -= this.#stored.get(key)?.bytes ?? 0;
    this.#stored.delete(key);
  }

  /** Releases the memory of readings that no request may use any more. */
  #expireLater(): void {
    if (this.#expiry !== undefined) return;
    this.#expiry = setTimeout(() => {
      this.#expiry = undefined;
      const now = performance.now();
      for (const [key, { readAt, isFinished: wasFinished }] of this.#stored)
        if (now - readAt >= Math.max(PAGES_MS, wasFinished ? this.dependencies.freshMs : 0)) this.#remove(key);
      for (const [campaign, { readAt }] of this.#latestCuts)
        if (now - readAt >= PAGES_MS) this.#latestCuts.delete(campaign);
      if (this.#stored.size > 0 || this.#latestCuts.size > 0) this.#expireLater();
    }, PAGES_MS / 10).unref();
  }
}
