/** Types of the answers and behaviours of the simulator. */
import type { WriteShare } from './write-share.js';

/** Answer of the simulator. */
export interface Answer {
  /** HTTP status, 200 to 599. */
  readonly status: number;
  /** A string is sent unchanged, an object as JSON. */
  readonly body: string | object;
  /** Additions or overrides to `content-type: application/json; charset=utf-8`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Campaign as the vendor stores it: id, type, and every key of the body unchanged. */
export interface StoredCampaign {
  readonly campaign_id: string;
  readonly type_campaign: CampaignType;
  readonly campaign_name: string;
  readonly [key: string]: unknown;
}

export type CampaignType = 'preview' | 'predictive';

/** Campaign without an id. */
export interface CampaignDraft {
  readonly type_campaign: CampaignType;
  readonly body: Readonly<Record<string, unknown>>;
}

export type BreakOff = keyof typeof BREAK_OFFS;

export const BREAK_OFFS = {
  'before-answer': 'The connection is reset after the request was read, before any byte of an answer.',
  'mid-headers': 'The connection ends within the headers of the answer.',
  'mid-body': 'The connection ends after half of the body.',
  hang: 'No answer is sent; the slot stays in use until the client disconnects.',
} as const satisfies Record<string, string>;

/** Returns the answer to a valid write from its campaign and the usual answer. */
export type AnswerFunction = (campaign: StoredCampaign, usual: Answer) => Answer;

/** Options of a behaviour. */
export interface BehaviourOptions {
  /** Milliseconds from the arrival of the request to its answer. The slot stays in use meanwhile, also if the client disconnects. */
  readonly delayMs?: number;
  /**
   * Part of a write that is carried out before answering: for example, whether a new campaign is stored.
   * @default true, or false if `answer` is set
   */
  readonly create?: WriteShare;
  /**
   * Milliseconds after the arrival at which the write is carried out, if its client has disconnected by then or not. A
   * creation has another id then than in its answer. @default 0, before the answer
   */
  readonly writeAfterMs?: number;
  /** Replaces the usual answer. Functions are possible only in code, because JSON has none. */
  readonly answer?: Answer | AnswerFunction;
  readonly breakOff?: BreakOff;
  /** Changes the rows of a read with results. Functions are possible only in code, because JSON has none. */
  readonly changeRows?: ChangeRows;
}

/** Returns the rows to answer from the usual ones. */
export type ChangeRows = (rows: readonly Readonly<Record<string, unknown>>[]) => readonly object[];

/** Named behaviour. */
export interface Preset {
  /** Sentence for GET /control. */
  readonly explain: string;
  readonly behaviour: BehaviourOptions;
}
