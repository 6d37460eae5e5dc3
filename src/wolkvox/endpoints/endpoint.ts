import type { Operation } from '../../domain/operation.js';
import type { HttpRequest } from '../http.js';

/** One upstream operation as a value: where it lives, how a request is written, how its data is read. */
export interface Endpoint<Input, Output> {
  /** The query parameter `api`, which chooses the operation. */
  readonly api: string;
  /** The file below /api/v2, without `.php`. */
  readonly file: string;
  readonly method: HttpRequest['method'];
  /** Query parameters beside `api`. */
  readonly query: (input: Input) => Readonly<Record<string, string>>;
  readonly body: (input: Input) => unknown;
  /** Undefined where the data does not hold what a success must tell. */
  readonly read: (
    answer: { readonly msg: string; readonly data?: unknown },
    input: Input,
    operation: Operation,
  ) => Output | undefined;
  readonly maxAnswerBytes: number;
}
