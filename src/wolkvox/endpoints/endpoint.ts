import type { Operation } from '../../domain/operation.js';
import type { EmptyList } from '../answers.js';
import type { HttpRequest } from '../http.js';

/** One upstream operation as a value: where it lives, how a request is written, how its data is read. */
export interface Endpoint<Input, Output> {
  /** The query parameter `api`, which chooses the operation. */
  readonly api: string;
  /** The file below /api/v2, without `.php`. */
  readonly file: string;
  readonly method: HttpRequest['method'];
  /** It changes nothing, so it may be made again whatever became of it. */
  readonly safe: boolean;
  /** Query parameters beside `api`. */
  readonly query: (input: Input) => Readonly<Record<string, string>>;
  /** Left out: none is sent. */
  readonly body?: (input: Input) => unknown;
  /** Undefined where the data does not hold what a success must tell. */
  readonly read: (
    answer: { readonly msg: string; readonly data?: unknown },
    input: Input,
    operation: Operation,
  ) => Output | undefined;
  /**
   * What a refusal means that says in the words of an empty list that there are no rows (a 404, seen). Left out: no refusal is
   * one. The words are those of lists, or those that wolkvox uses for reports.
   */
  readonly empty?: (words: EmptyList) => Output;
  readonly maxAnswerBytes: number;
}
