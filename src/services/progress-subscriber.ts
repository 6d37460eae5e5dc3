import { isDeepStrictEqual } from 'node:util';

import type { BoardRow } from '../domain/board-row.js';
import type { Outcome } from '../domain/failure.js';

/** Progress of one campaign at the time of a reading of the board. */
export interface ProgressReading {
  readonly row: BoardRow;
  /** Epoch milliseconds. */
  readonly readAt: number;
}

/** Event of a subscription: progress, or why the board could not be read. */
export type ProgressEvent = Outcome<ProgressReading>;

/** Events of one subscription. It holds at most one event, the newest, so a slow client costs no more memory than another. */
export class ProgressSubscriber implements AsyncIterableIterator<ProgressEvent> {
  /** State of the check whether the campaign exists, while the board does not show it. */
  existence: 'unchecked' | 'checking' | 'checked' = 'unchecked';
  #delivered: ProgressEvent | undefined;
  #pending: ProgressEvent | undefined;
  #ended = false;
  #waiting: ((result: IteratorResult<ProgressEvent, undefined>) => void) | undefined;

  /** True during the check, unless the board shows the campaign meanwhile. */
  get isBeingChecked(): boolean {
    return this.existence === 'checking';
  }

  constructor(
    readonly campaignId: string,
    private readonly onEnd: () => void,
  ) {}

  /** Replaces the event that is not delivered yet. An event that is equal to the delivered one is dropped. */
  offer(event: ProgressEvent): void {
    if (this.#ended) return;
    this.#pending = this.#delivered !== undefined && isSame(event, this.#delivered) ? undefined : event;
    this.#deliver();
  }

  /** Delivers a last event and ends. */
  end(event: ProgressEvent): void {
    this.offer(event);
    this.#ended = true;
    this.onEnd();
    this.#deliver();
  }

  next(): Promise<IteratorResult<ProgressEvent, undefined>> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#deliver();
    });
  }

  return(): Promise<IteratorResult<ProgressEvent, undefined>> {
    this.#pending = undefined;
    this.#ended = true;
    this.onEnd();
    this.#deliver();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #deliver(): void {
    const event = this.#pending;
    if (this.#waiting === undefined || (event === undefined && !this.#ended)) return;
    const resolve = this.#waiting;
    this.#waiting = undefined;
    this.#pending = undefined;
    if (event === undefined) resolve({ done: true, value: undefined });
    else {
      this.#delivered = event;
      resolve({ done: false, value: event });
    }
  }
}

/** Returns true if the values are equal, whenever they were read. Of failures only the code counts. */
const isSame = (one: ProgressEvent, other: ProgressEvent): boolean =>
  one.ok && other.ok
    ? isDeepStrictEqual(one.value.row, other.value.row)
    : !one.ok && !other.ok && one.failure.code === other.failure.code;
