import type { BoardRow } from '../domain/board-row.js';
import { CAMPAIGN_NOT_FOUND, failed, succeeded, type Outcome } from '../domain/failure.js';
import type { OperationConnection } from '../wolkvox/client.js';
import { boardRowOf, type CampaignProgressReader } from './campaign-progress.js';
import type { Reading } from './list-cache.js';
import { ProgressSubscriber, type ProgressEvent } from './progress-subscriber.js';

export interface ProgressFeedDependencies {
  readonly reader: Pick<CampaignProgressReader, 'read'>;
  /** Time for which a board is fresh. The board is read once in this time. */
  readonly freshMs: number;
  /** Returns whether a campaign exists; undefined if that is not known now. */
  readonly campaignExists: (operation: OperationConnection, campaignId: string) => Promise<boolean | undefined>;
  /** Counts a subscriber of an operation until the returned function is called. */
  readonly subscribed: (operationId: string) => () => void;
  /** Called with an error that is no failure of a read. The read then counts as failed. */
  readonly onError: (error: unknown) => void;
}

/**
 * Publishes the boards of the operations to subscribers. An operation with subscribers has one timer, which reads its board when the
 * last one is no longer fresh. An operation without subscribers has no timer and causes no call.
 */
export class ProgressFeed {
  readonly #boards = new Map<OperationConnection, BoardFeed>();

  constructor(private readonly dependencies: ProgressFeedDependencies) {}

  /**
   * Returns the progress of a campaign: at once, and then each time that it changed. A failed reading is an event too, once until
   * the next success. A campaign that does not exist fails with NOT_FOUND, and the iterator ends. A campaign that the board does not
   * show has no events until the board shows it. Call `return` at the end.
   */
  subscribe(operation: OperationConnection, campaignId: string): AsyncIterableIterator<ProgressEvent> {
    let board = this.#boards.get(operation);
    if (board === undefined) {
      board = new BoardFeed(operation, this.dependencies, () => this.#boards.delete(operation));
      this.#boards.set(operation, board);
    }
    return board.add(campaignId);
  }
}

/** The board of one operation, while it has subscribers. */
class BoardFeed {
  readonly #subscribers = new Set<ProgressSubscriber>();
  #timer: NodeJS.Timeout | undefined;
  #isRefreshing = false;

  constructor(
    private readonly operation: OperationConnection,
    private readonly dependencies: ProgressFeedDependencies,
    /** Called when the last subscriber has left. */
    private readonly onEmpty: () => void,
  ) {}

  add(campaignId: string): ProgressSubscriber {
    const release = this.dependencies.subscribed(this.operation.id);
    const subscriber = new ProgressSubscriber(campaignId, () => this.#remove(subscriber, release));
    this.#subscribers.add(subscriber);
    void this.#publish([subscriber]);
    return subscriber;
  }

  #remove(subscriber: ProgressSubscriber, release: () => void): void {
    if (!this.#subscribers.delete(subscriber)) return;
    release();
    if (this.#subscribers.size > 0) return;
    clearTimeout(this.#timer);
    this.onEmpty();
  }

  /** Reads the board, which may be cached, and offers it to these subscribers. Never rejects. */
  async #publish(subscribers: Iterable<ProgressSubscriber>): Promise<void> {
    const outcome = await this.#read();
    if (this.#timer === undefined && !this.#isRefreshing) this.#schedule(outcome);
    for (const subscriber of subscribers) this.#offer(subscriber, outcome);
  }

  async #read(): Promise<Outcome<Reading<BoardRow>>> {
    try {
      return await this.dependencies.reader.read(this.operation);
    } catch (error) {
      this.dependencies.onError(error);
      return failed({ code: 'UNREACHABLE', hint: null });
    }
  }

  #schedule(outcome: Outcome<Reading<BoardRow>>): void {
    if (this.#subscribers.size === 0) return;
    const { freshMs } = this.dependencies;
    const leftMs = outcome.ok ? outcome.value.readAt + freshMs - Date.now() : freshMs;
    this.#timer = setTimeout(
      () => void this.#refresh(),
      // The clock of the system may jump.
      Math.min(Math.max(leftMs, 0), freshMs) + EXPIRY_MARGIN_MS,
    ).unref();
  }

  async #refresh(): Promise<void> {
    this.#timer = undefined;
    this.#isRefreshing = true;
    const outcome = await this.#read();
    this.#isRefreshing = false;
    this.#schedule(outcome);
    for (const subscriber of this.#subscribers) this.#offer(subscriber, outcome);
  }

  #offer(subscriber: ProgressSubscriber, outcome: Outcome<Reading<BoardRow>>): void {
    if (!outcome.ok) {
      subscriber.offer(outcome);
      return;
    }
    const row = boardRowOf(outcome.value, subscriber.campaignId);
    if (row === undefined) void this.#checkExistence(subscriber);
    else {
      subscriber.existence = 'unchecked';
      subscriber.offer(succeeded({ row, readAt: outcome.value.readAt }));
    }
  }

  /** Ends a subscription if its campaign does not exist. Checked once for each time that a campaign is missing from the board. */
  async #checkExistence(subscriber: ProgressSubscriber): Promise<void> {
    if (subscriber.existence !== 'unchecked') return;
    subscriber.existence = 'checking';
    const { campaignExists, onError } = this.dependencies;
    const exists = await campaignExists(this.operation, subscriber.campaignId).catch((error: unknown) => {
      onError(error);
      return undefined;
    });
    // The board may show the campaign meanwhile.
    if (!subscriber.isBeingChecked) return;
    subscriber.existence = exists === undefined ? 'unchecked' : 'checked';
    if (exists === false) subscriber.end(failed(CAMPAIGN_NOT_FOUND));
  }
}

/** Added to the time of the next reading, because times of readings are rounded. */
const EXPIRY_MARGIN_MS = 20;
