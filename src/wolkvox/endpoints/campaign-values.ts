import type { CampaignType } from '../../domain/campaign.js';
import type { DialResult, SelectableResult } from '../../domain/dial-result.js';

/** Values of `type_campaign` (spec). */
export const TYPE_VALUES = {
  PREVIEW: 'preview',
  PREDICTIVE: 'predictive',
} as const satisfies Record<CampaignType, string>;

/** Values of `result` (doc, and in reports: seen). */
const RESULT_VALUES = {
  NO_ANSWER: 'NO-ANSWER',
  ANSWERING_MACHINE: 'ANSWER-MACHINE',
  ABANDONED: 'ABANDON',
  BUSY: 'BUSY',
  ANSWERED: 'ANSWER',
} as const satisfies Record<SelectableResult, string>;

/**
 * Words for the results of calls in reports, by `resultWord`. Those of RESULT_VALUES were seen. The rest are guesses from the names
 * of the vendor and of Asterisk.
 */
export const RESULT_WORDS: Readonly<Record<string, DialResult>> = {
  ...wordsFor('ANSWERED', 'answer', 'answered', 'contestada', 'contestado', 'contestó'),
  ...wordsFor('NO_ANSWER', 'no-answer', 'no-answered', 'unanswered', 'no contesta', 'no contestada', 'sin respuesta'),
  ...wordsFor('ANSWERING_MACHINE', 'answer-machine', 'answering-machine', 'machine', 'contestador', 'buzón de voz'),
  ...wordsFor('ABANDONED', 'abandon', 'abandoned', 'abandono', 'abandonada', 'abandonado'),
  ...wordsFor('BUSY', 'busy', 'ocupado', 'ocupada'),
  ...wordsFor('CONGESTION', 'congestion', 'congestión'),
  ...wordsFor('FAILED', 'failed', 'fail', 'fallida', 'fallido', 'fallo'),
  ...wordsFor('DO_NOT_CALL', 'do-not-call', 'dnc', 'no llamar'),
  ...wordsFor('CHANNEL_UNAVAILABLE', 'channel-unavailable', 'channel-unavail', 'chan-unavail', 'canal no disponible'),
  ...wordsFor('UNKNOWN', 'unknown', 'desconocido', 'desconocida'),
};

/** Returns the letters of a result, because its words may be separated by a hyphen, a blank or an underscore. */
export function resultWord(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\p{M}\s_-]/gu, '')
    .toLowerCase();
}

function wordsFor(result: DialResult, ...words: readonly string[]): Readonly<Record<string, DialResult>> {
  return Object.fromEntries(words.map((word) => [resultWord(word), result]));
}

/** Campaign, or a part of its contacts, that is destroyed. */
export interface Selection {
  readonly campaignId: string;
  /** Type as it was read for this request. */
  readonly type: CampaignType;
  /** Only contacts with this last result. undefined: all. */
  readonly result?: SelectableResult | undefined;
}

/** Returns the query that selects contacts of a campaign. An empty `result` is never sent, because its effect is not known. */
export const selectionQuery = ({ campaignId, type, result }: Selection): Readonly<Record<string, string>> => ({
  type_campaign: TYPE_VALUES[type],
  campaign_id: campaignId,
  ...(result !== undefined && { result: RESULT_VALUES[result] }),
});
