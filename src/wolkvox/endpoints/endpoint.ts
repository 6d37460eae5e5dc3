import type { Operation } from '../../domain/operation.js';
import type { EmptyList, OutcomeRuleId } from '../outcome-rules.js';
import type { HttpRequest } from '../transport.js';

/** Receiver of the rows of one response. It gets each row as soon as it has arrived, because a report may have 256 MB. */
export interface RowReceiver {
  add(row: Readonly<Record<string, unknown>>): void;
}

/** Message and data of a response. */
interface Answer<Rows = RowReceiver> {
  readonly msg: string;
  /** If `rows` is set, it has null in place of each row that `rows` has received. A row that could not be split off is still in it. */
  readonly data?: unknown;
  readonly rows?: Rows | undefined;
}

/** Reader of a response. */
type Reader<Input, Result, Read extends { readonly msg: string } = Answer> = (
  answer: Read,
  input: Input,
  operation: Operation,
) => Result;

/** One API call of wolkvox as a value: its address, its body, and the reader of its data. */
export interface Endpoint<Input, Output, Rows extends RowReceiver = RowReceiver> {
  /** Query parameter `api`, which selects the call. */
  readonly api: string;
  /** Name in logs, metrics and caches, if another file has a call with the same `api`. @default `api` */
  readonly label?: string;
  /** File below /api/v2, without `.php`. */
  readonly file: string;
  readonly method: HttpRequest['method'];
  /** True if the call changes nothing, so it can be retried after any failure. */
  readonly safe: boolean;
  /** True if the call is sent although the quota of the day is used up, so that only wolkvox can refuse it. @default false */
  readonly ignoresQuota?: true;
  /** Query parameters beside `api`. */
  readonly query: (input: Input) => Readonly<Record<string, string>>;
  /** True if the list may be sent without an envelope (seen). @default false */
  readonly acceptsBareList?: true;
  /** Body that is sent as JSON. Omitted if there is none. */
  readonly body?: (input: Input) => unknown;
  /** Reads a success; undefined if it lacks what a success must contain. */
  readonly readSuccess: Reader<Input, Output | undefined, Answer<Rows>>;
  /** Creates the receiver of the rows of one response. Omitted if `data` has the rows. Only for safe calls. */
  readonly receiveRows?: (input: Input) => Rows;
  /** Reads the rows that had arrived when the response exceeded `maxResponseBytes`; undefined if it is a failure. */
  readonly readCut?: (rows: Rows) => Output | undefined;
  /**
   * Returns true if the data of a refusal shows that the write was carried out, so that the refusal proves nothing. Omitted for a
   * write without data: its refusals are refusals. A refusal of a read is checked with `readSuccess` instead.
   */
  readonly provesDone?: Reader<Input, boolean>;
  /**
   * Returns the value of a refusal of a write that shows what was carried out, for example a part of it; undefined if it is a
   * failure. Omitted if each refusal of the write is a failure. `rule` is the outcome rule of the refusal.
   */
  readonly readRefusal?: Reader<Input, Output | undefined, Answer & { readonly rule: OutcomeRuleId }>;
  /** Masks the values of the input in a message of wolkvox. Omitted if a message may contain them. */
  readonly maskInput?: (text: string, input: Input) => string;
  /** Returns the value of a refusal (404, seen) that states that there are no rows. Omitted if no refusal means an empty list. */
  readonly empty?: (message: EmptyList) => Output;
  /** Largest response, after decompression. */
  readonly maxResponseBytes: number;
}

/** Returns the name of a call in logs, metrics and caches. It is unique among all calls. */
export const labelOf = ({ label, api }: Pick<Endpoint<never, unknown>, 'label' | 'api'>): string => label ?? api;
