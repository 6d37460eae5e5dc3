import type { CampaignType, NewCampaign } from '../domain/campaign.js';
import { failed, succeeded, type Outcome } from '../domain/failure.js';
import type { Request, UpstreamOperation, Wolkvox } from '../wolkvox/client.js';
import type { CreatedCampaign } from '../wolkvox/endpoints/create-campaign.js';
import { listCampaigns, type ListedCampaign } from '../wolkvox/endpoints/list-campaigns.js';
import { pause } from '../wolkvox/governor/repeat.js';
import type { State } from '../wolkvox/governor/state.js';

/** A creation whose answer did not come. */
export interface LostCreation {
  readonly operation: UpstreamOperation;
  readonly campaign: NewCampaign;
  /** When the request left, on performance.now's clock. */
  readonly sentAt: number;
  /** The highest number a campaign of the operation was known to have before; undefined where none was known. */
  readonly highestBefore: number | undefined;
}

/** Looks in wolkvox's list for what became of creations, and remembers which numbers are old. */
export class CampaignNumbers {
  readonly #state: State;
  readonly #wolkvox: Wolkvox;
  readonly #callLimitMs: number;

  constructor(state: State, wolkvox: Wolkvox, callLimitMs: number) {
    this.#state = state;
    this.#wolkvox = wolkvox;
    this.#callLimitMs = callLimitMs;
  }

  /** The highest number known so far; undefined where none is. */
  highest(operation: UpstreamOperation): Promise<number | undefined> {
    return this.#state.highest(scope(operation)).catch(() => undefined);
  }

  /** To be told of each campaign created: its number is taken, and those that come later are higher (guess: they ascend). */
  note(operation: UpstreamOperation, campaignId: string): void {
    void this.#state.raise(scope(operation), Number(campaignId));
    // Without it a twin that got lost may be told of this one too: no reason to fail what has succeeded.
    this.#take(operation, campaignId).catch(() => undefined);
  }

  /**
   * A success where the list has exactly one new campaign of that name and type, a failure that says nothing happened
   * where it has none and wolkvox must have finished; else the outcome stays unknown, with those it may be.
   */
  async find(lost: LostCreation, request: Request): Promise<Outcome<CreatedCampaign>> {
    const { operation, campaign, sentAt, highestBefore } = lost;
    for (;;) {
      const finished = performance.now() >= sentAt + this.#callLimitMs;
      const list = await this.#wolkvox.call(operation, listCampaigns, undefined, request);
      if (!list.ok) return unknown([], lost);
      const alike = list.value.filter((listed) => isAlike(listed, campaign));
      const fresh =
        highestBefore === undefined ? [] : alike.filter(({ campaignId }) => Number(campaignId) > highestBefore);
      this.#noteAll(operation, list.value, alike);
      const [only] = fresh;
      if (only !== undefined && fresh.length === 1) {
        // Of two creations that got lost together, one may have been made: it is the answer of one only.
        if (!(await this.#take(operation, only.campaignId).catch(() => false))) return unknown(fresh, lost);
        return succeeded({ campaign: { operation, ...only, type: campaign.type }, message: FOUND });
      }
      // Old ones of the same name are known to be old only where a number was known before.
      const candidates = highestBefore === undefined ? alike : fresh;
      if (candidates.length > 0) return unknown(candidates, lost);
      if (finished) return failed({ code: 'UNREACHABLE', hint: NOT_CREATED });
      // A timer may strike a little early, and one read more is a call more.
      await pause(Math.ceil(sentAt + this.#callLimitMs - performance.now()) + 1, request.caller.hangUp);
      if (request.caller.hangUp?.happened === true) return unknown([], lost);
    }
  }

  /** What is in the list is old to whatever is sent from now on; not the one in question, which may still be asked for. */
  #noteAll(operation: UpstreamOperation, listed: readonly ListedCampaign[], alike: readonly ListedCampaign[]): void {
    const others = listed.filter((one) => !alike.includes(one)).map(({ campaignId }) => Number(campaignId));
    const highest = others.reduce((a, b) => Math.max(a, b), 0);
    if (highest > 0) void this.#state.raise(scope(operation), highest);
  }

  #take(operation: UpstreamOperation, campaignId: string): Promise<boolean> {
    return this.#state.take(`${scope(operation)}:${campaignId}`, A_DAY_MS);
  }
}

/** Numbers are those of one server's operation; two that share Redis may have the same id. */
const scope = ({ id, baseUrl }: UpstreamOperation): string => `${id}@${baseUrl.host}`;

const A_DAY_MS = 24 * 60 * 60 * 1000;

const FOUND = 'Created: the answer was lost, and the campaign was found in the list of campaigns.';
const NOT_CREATED = 'The answer was lost; the list of campaigns shows that none was created.';

const unknown = (candidates: readonly ListedCampaign[], { operation, campaign }: LostCreation): Outcome<never> =>
  failed({
    code: 'OUTCOME_UNKNOWN',
    candidates: candidates.map((listed) => ({ operation, ...listed, type: listed.type ?? campaign.type })),
  });

/** Loosely, so that a name which wolkvox has tidied is not taken for absent. An unknown type may be the one. */
function isAlike(listed: ListedCampaign, { name, type }: { name: string; type: CampaignType }): boolean {
  return (listed.type === undefined || listed.type === type) && essence(listed.name) === essence(name);
}

const essence = (name: string): string => {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters === '' ? name.trim() : letters;
};
