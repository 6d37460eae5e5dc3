import type { BoardRow } from '../domain/board-row.js';
import type { Outcome } from '../domain/failure.js';
import { withoutZeros } from '../domain/global-id.js';
import type { OperationConnection } from '../wolkvox/client.js';
import { readBoard } from '../wolkvox/endpoints/read-board.js';
import { ListCache, type ListCacheDependencies, type Reading } from './list-cache.js';
import { isBoardRow } from './shared-list-rows.js';

export type CampaignProgressDependencies = Pick<
  ListCacheDependencies<BoardRow>,
  'snapshots' | 'wolkvox' | 'readMs' | 'record' | 'onUnrecognized' | 'onUnreadableSnapshot' | 'onLookup'
> & {
  /** Time for which a board is served, by all replicas. At least 5,000. */
  readonly freshMs: number;
};

/**
 * Reads the boards of the operations. One call reads the board of all campaigns of an operation. All readers of all replicas share
 * it for `freshMs`.
 */
export class CampaignProgressReader {
  readonly #boards = new Map<OperationConnection, ListCache<BoardRow>>();

  constructor(private readonly dependencies: CampaignProgressDependencies) {}

  /** Returns the board of an operation, which is never older than `freshMs`. Fails if it cannot be read. */
  read(operation: OperationConnection): Promise<Outcome<Reading<BoardRow>>> {
    return this.#of(operation).read();
  }

  /** Returns true if this process can serve the board without a call to wolkvox. */
  isCached(operation: OperationConnection): boolean {
    return this.#of(operation).isCached;
  }

  #of(operation: OperationConnection): ListCache<BoardRow> {
    let board = this.#boards.get(operation);
    if (board === undefined) {
      board = new ListCache<BoardRow>({
        ...this.dependencies,
        operation,
        endpoint: readBoard,
        isRow: isBoardRow,
        idOf: ({ campaignId }) => campaignId,
        onlyFresh: true,
        // Not those of the lists, because no cached response contains a board.
        changes: { count: 0 },
      });
      this.#boards.set(operation, board);
    }
    return board;
  }
}

/** Returns the row of a campaign; undefined if the board does not show it. Leading zeros of the number are ignored. */
export const boardRowOf = ({ byId }: Pick<Reading<BoardRow>, 'byId'>, campaignId: string): BoardRow | undefined =>
  byId.get(withoutZeros(campaignId));
