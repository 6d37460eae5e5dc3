import type { Campaign, CampaignType, ListedCampaign, NewCampaign } from '../domain/campaign.js';
import { failed, FAILURES, succeeded, type Failure, type Outcome } from '../domain/failure.js';
import type { Sentence } from '../domain/language.js';
import type { Request, UpstreamOperation, Wolkvox } from '../wolkvox/client.js';
import type { CreatedCampaign as AnsweredCampaign } from '../wolkvox/endpoints/create-campaign.js';
import { listCampaigns } from '../wolkvox/endpoints/list-campaigns.js';
import { pause } from '../wolkvox/governor/repeat.js';
import type { State } from '../wolkvox/governor/state.js';

/** A campaign that was created, and what wolkvox says of it. */
export interface CreatedCampaign extends AnsweredCampaign {
  /** Its answer was lost: FOUND is to be said in place of `message`. */
  readonly found?: true;
}

/** Said in place of wolkvox's own sentence, which nobody has heard. In English it is the message as well, for replicas of an earlier version. */
export const FOUND = {
  en: 'Created: the answer was lost, and the campaign was found in the list of campaigns.',
  es: 'Creada: la respuesta se perdió, y la campaña se encontró en la lista de campañas.',
} as const satisfies Sentence;

/** What is known before a creation is sent. */
export interface Before {
  /** The highest number a campaign of the operation was known to have; undefined where none was known. */
  readonly highest: number | undefined;
  /** Whether no other creation of that name and type was under way or had been lately. */
  readonly alone: boolean;
}

/** A creation whose answer did not come. */
export interface LostCreation {
  readonly operation: UpstreamOperation;
  readonly campaign: NewCampaign;
  /** When the request left, on performance.now's clock. */
  readonly sentAt: number;
  readonly before: Before;
  /** wolkvox said that it was made, and nothing else that could be read. */
  readonly affirmed: boolean;
}

/** Looks in wolkvox's list for what became of creations, and remembers which numbers are old. */
export class CampaignNumbers {
  readonly #state: State;
  readonly #wolkvox: Wolkvox;
  readonly #callLimitMs: number;
  /** Per operation the highest number that this process has seen: also after a creation was sent, when `before` is settled. */
  readonly #newest = new Map<string, number>();

  constructor(state: State, wolkvox: Wolkvox, callLimitMs: number) {
    this.#state = state;
    this.#wolkvox = wolkvox;
    this.#callLimitMs = callLimitMs;
  }

  /** To be asked before a creation is sent, which must not be where this rejects with StateAway: others would not know of it. */
  async before(operation: UpstreamOperation, campaign: NewCampaign): Promise<Before> {
    const { highest, nth } = await this.#state.announce(kindOf(operation), nameOf(campaign));
    return { highest, alone: nth === 1 };
  }

  /** To be told of each campaign created: its number is taken, and those that come later are higher (guess: they ascend). */
  note(operation: UpstreamOperation, campaignId: string): void {
    if (!isNumbered({ campaignId })) return;
    this.#rise(operation, Number(campaignId));
    void this.#state.note(kindOf(operation), Number(campaignId));
  }

  /** To be told of each list that was read: what is in it is none of the creations that are announced from now on. */
  see(operation: UpstreamOperation, listed: readonly ListedCampaign[]): void {
    const highest = listed
      .filter(isNumbered)
      .reduce((known, { campaignId }) => Math.max(known, Number(campaignId)), -Infinity);
    if (highest === -Infinity) return;
    this.#rise(operation, highest);
    void this.#state.see(kindOf(operation), highest);
  }

  /**
   * A success where the list has exactly one new campaign like it, and that one equal to it; a failure that says nothing
   * happened where it has no new one that may be it, once wolkvox must have finished, and nothing speaks against that list;
   * else the outcome stays unknown, with those it may be.
   */
  async find(lost: LostCreation, request: Request): Promise<Outcome<CreatedCampaign>> {
    const { operation, campaign, sentAt, before, affirmed } = lost;
    for (;;) {
      const finishedAt = sentAt + this.#callLimitMs + MARGIN_MS;
      const finished = performance.now() >= finishedAt;
      const newest = Math.max(before.highest ?? -Infinity, this.#newest.get(kindOf(operation)) ?? -Infinity);
      const list = await this.#wolkvox.call(operation, listCampaigns, undefined, request);
      if (list.ok) {
        const { rows, unreadRows, partial } = list.value;
        this.see(operation, rows);
        // A row that cannot be read makes the whole list no proof of anything, and so does one that did not come.
        if (unreadRows > 0 || partial === true) return unknown([], lost);
        // Of two such numbers nobody can say which is the newer one.
        if (!rows.every(isNumbered))
          return unknown(
            rows.filter((listed) => mayBe(listed, campaign)),
            lost,
          );
        const fresh = rows.filter((listed) => isAlike(listed, campaign) && isNew(listed, before));
        const [only] = fresh;
        if (only !== undefined && fresh.length === 1 && equals(only, campaign) && (await this.#isAlone(lost))) {
          // Of two creations that got lost together, one may have been made: it is the answer of one only.
          const taking = this.#state.take(kindOf(operation), Number(only.campaignId));
          if (!(await taking.catch(() => false))) return unknown(fresh, lost);
          return succeeded({ campaign: campaignOf(only, lost), message: FOUND.en, found: true });
        }
        // Old ones of the same name are known to be old only where a number was known before.
        const candidates = before.highest === undefined ? rows.filter((listed) => mayBe(listed, campaign)) : fresh;
        if (candidates.length > 0) return unknown(candidates, lost);
        if (finished) {
          // wolkvox may have changed the name: a new one that nobody can explain may be it.
          const strangers = await this.#strangers(rows, lost);
          const none = strangers.length === 0 && !affirmed && isWhole(rows, newest);
          return none ? failed({ code: 'UNREACHABLE', hint: 'NOT_CREATED' }) : unknown(strangers, lost);
        }
      } else if (finished || !mayPass(list.failure)) return unknown([], lost);
      // A timer may strike a little early, and one read more is a call more.
      await pause(Math.max(LEAST_PAUSE_MS, Math.ceil(finishedAt - performance.now()) + 1), request.caller.hangUp);
      if (request.caller.hangUp?.happened === true) return unknown([], lost);
    }
  }

  #rise(operation: UpstreamOperation, number: number): void {
    const kind = kindOf(operation);
    if (number > (this.#newest.get(kind) ?? -Infinity)) this.#newest.set(kind, number);
  }

  async #isAlone({ operation, campaign, before }: LostCreation): Promise<boolean> {
    if (!before.alone) return false;
    return (await this.#state.announced(kindOf(operation), nameOf(campaign)).catch(() => Infinity)) === 1;
  }

  /** The new ones of the type, or of one that we do not know, that no creation of ours explains. */
  async #strangers(listed: readonly ListedCampaign[], lost: LostCreation): Promise<readonly ListedCampaign[]> {
    const { operation, campaign, before } = lost;
    const fresh = listed.filter((one) => isNew(one, before) && (one.type === undefined || one.type === campaign.type));
    if (fresh.length > MOST_STRANGERS) return fresh.slice(0, MOST_STRANGERS);
    const explained = await Promise.all(
      fresh.map(({ campaignId }) => this.#state.taken(kindOf(operation), Number(campaignId)).catch(() => false)),
    );
    return fresh.filter((_one, nth) => explained[nth] === false);
  }
}

/** The way to wolkvox, and what its clock may be late by. */
const MARGIN_MS = 500;
const LEAST_PAUSE_MS = 250;

const MOST_STRANGERS = 20;

/**
 * Whether a list can be believed in what it lacks: it has one at least as new as `newest`, the highest number that was known to
 * be there when its reading began; -Infinity if none was. A list that is behind, or of another operation, does not.
 */
const isWhole = (listed: readonly ListedCampaign[], newest: number): boolean =>
  newest === -Infinity || listed.some(({ campaignId }) => Number(campaignId) >= newest);

/** Whether its number is one that `Number` keeps every digit of: another one would be equal to its neighbours. */
const isNumbered = ({ campaignId }: Pick<ListedCampaign, 'campaignId'>): boolean =>
  Number.isSafeInteger(Number(campaignId));

const isNew = ({ campaignId }: ListedCampaign, { highest }: Before): boolean =>
  highest !== undefined && Number(campaignId) > highest;

/** Of a list that could not be had: whether it may be had later. */
const mayPass = ({ code }: Failure): boolean =>
  code !== 'QUOTA_EXHAUSTED' && FAILURES[code].happened === 'no' && FAILURES[code].repeat === 'later';

/** As it was sent, as far as the list tells. */
const equals = (listed: ListedCampaign, { name, type, description, skillId }: NewCampaign): boolean =>
  listed.name.trim() === name.trim() &&
  listed.type === type &&
  (listed.description === undefined || listed.description.trim() === description.trim()) &&
  (listed.skillId === undefined || listed.skillId === skillId);

/** Numbers are those of one server's operation; two that share Redis may have the same id. */
const kindOf = ({ id, baseUrl }: UpstreamOperation): string => `${id}@${baseUrl.host}`;

const unknown = (candidates: readonly ListedCampaign[], lost: LostCreation): Outcome<never> =>
  failed({ code: 'OUTCOME_UNKNOWN', candidates: candidates.map((listed) => campaignOf(listed, lost)) });

const campaignOf = ({ campaignId, name, type }: ListedCampaign, { operation, campaign }: LostCreation): Campaign => ({
  operation,
  campaignId,
  name,
  type: type ?? campaign.type,
});

/** What all creations share that may be mistaken for this one. */
const nameOf = ({ name, type }: NewCampaign): string => `${type}:${essence(name)}`;

/** Loosely, so that a name which wolkvox has tidied is not taken for absent. An unknown type may be the one. */
function isAlike(listed: ListedCampaign, { name, type }: { name: string; type: CampaignType }): boolean {
  return (listed.type === undefined || listed.type === type) && essence(listed.name) === essence(name);
}

/** More loosely still, where nothing tells old from new: also one whose name wolkvox has cut, or changed beside an equal rest. */
function mayBe(listed: ListedCampaign, campaign: NewCampaign): boolean {
  if (isAlike(listed, campaign)) return true;
  if (listed.type !== undefined && listed.type !== campaign.type) return false;
  const isCut = essence(campaign.name).startsWith(essence(listed.name));
  return isCut || (campaign.description.trim() !== '' && equals({ ...listed, name: campaign.name }, campaign));
}

const essence = (name: string): string => {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters === '' ? name.trim() : letters;
};
