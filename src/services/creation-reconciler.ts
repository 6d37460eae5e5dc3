import type { Campaign, CampaignType, ListedCampaign, NewCampaign } from '../domain/campaign.js';
import { failed, FAILURES, succeeded, type Failure, type Outcome } from '../domain/failure.js';
import type { Operation } from '../domain/operation.js';
import type { LocalizedText } from '../shared/i18n.js';
import type { CallContext, OperationConnection, Wolkvox } from '../wolkvox/client.js';
import type { CreatedCampaign as AnsweredCampaign } from '../wolkvox/endpoints/create-campaign.js';
import { listCampaigns } from '../wolkvox/endpoints/list-campaigns.js';
import { delay } from '../wolkvox/backoff.js';
import type { Attempt, AttemptName, CampaignIdStore } from '../state/campaign-id-store.js';
import type { LostWrite } from './execute-write.js';
import { isStoredCampaign, withOperation } from './idempotent-result.js';
import { delayUntil, finishedAt } from './processing-time.js';

/** Created campaign, with the message of wolkvox. */
export interface CreatedCampaign extends AnsweredCampaign {
  /** The response was lost. Show RECONCILED_MESSAGE instead of `message`. */
  readonly found?: true;
}

/** Shown if the response of wolkvox was lost. The English text is also stored in `message` for replicas of an earlier version. */
export const RECONCILED_MESSAGE = {
  en: 'Created. The response from wolkvox was lost, and the campaign was found in the list of campaigns.',
  es: 'Creada: la respuesta se perdió, y la campaña se encontró en la lista de campañas.',
} as const satisfies LocalizedText;

/** Reads the value of a stored creation; undefined if it is invalid. */
export function readCreated(
  { campaign, message, found }: Readonly<Record<string, unknown>>,
  operation: Operation,
): CreatedCampaign | undefined {
  if (!isStoredCampaign(campaign) || typeof message !== 'string') return undefined;
  const value = { campaign: withOperation(campaign, operation), message };
  return found === true ? { ...value, found } : value;
}

/** Creation whose response was lost, and whose attempt is recorded. */
interface UnknownCreation extends LostWrite<NewCampaign> {
  readonly attempt: Attempt;
}

/** Finds lost creations in the list of campaigns, and tracks which campaign ids are known. */
export class CreationReconciler {
  readonly #ids: CampaignIdStore;
  readonly #wolkvox: Wolkvox;
  readonly #slotLeaseMs: number;
  /** Highest campaign id per operation that this process has seen. It also changes after a creation was sent. */
  readonly #highest = new Map<string, number>();

  constructor(ids: CampaignIdStore, wolkvox: Wolkvox, slotLeaseMs: number) {
    this.#ids = ids;
    this.#wolkvox = wolkvox;
    this.#slotLeaseMs = slotLeaseMs;
  }

  /** Records the id of a created campaign. Later campaigns have higher ids (guess: ids ascend). */
  assign(operation: OperationConnection, campaignId: string): void {
    if (!isNumbered({ campaignId })) return;
    this.#raiseHighest(operation, Number(campaignId));
    void this.#ids.assignId(scopeOf(operation), Number(campaignId));
  }

  /** Records the ids of a list. Creations that are sent later are not in it. */
  observe(operation: OperationConnection, listed: readonly ListedCampaign[]): void {
    const highest = listed
      .filter(isNumbered)
      .reduce((known, { campaignId }) => Math.max(known, Number(campaignId)), -Infinity);
    if (highest === -Infinity) return;
    this.#raiseHighest(operation, highest);
    void this.#ids.observeId(scopeOf(operation), highest);
  }

  /**
   * Reads the list of campaigns until the outcome is clear or wolkvox must have finished. Returns:
   * - success if the list has exactly one new similar campaign, and it equals the input,
   * - UNREACHABLE (nothing happened) if a complete list has no new campaign that could be it,
   * - OUTCOME_UNKNOWN with the possible campaigns otherwise.
   */
  async reconcile(lost: LostWrite<NewCampaign>, request: CallContext): Promise<Outcome<CreatedCampaign>> {
    const { operation, input: campaign, sentAt, attempt, confirmed } = lost;
    // Without a record it is not known which campaigns are older.
    if (attempt === undefined) return failed({ code: 'OUTCOME_UNKNOWN' });
    const creation: UnknownCreation = { ...lost, attempt };
    for (;;) {
      const deadlineMs = finishedAt(sentAt, this.#slotLeaseMs);
      const isDeadlinePassed = performance.now() >= deadlineMs;
      const newest = Math.max(attempt.highest ?? -Infinity, this.#highest.get(scopeOf(operation)) ?? -Infinity);
      const list = await this.#wolkvox.call(operation, listCampaigns, undefined, request);
      if (list.ok) {
        const { rows, unreadRows, partial } = list.value;
        this.observe(operation, rows);
        // A list with unreadable or missing rows proves nothing.
        if (unreadRows > 0 || partial === true) return unknown([], creation);
        // Ids that are not safe integers cannot be compared.
        if (!rows.every(isNumbered))
          return unknown(
            rows.filter((listed) => couldBe(listed, campaign)),
            creation,
          );
        const newOnes = rows.filter((listed) => isAlike(listed, campaign) && isNew(listed, attempt));
        const [only] = newOnes;
        if (only !== undefined && newOnes.length === 1 && equals(only, campaign) && (await this.#isAlone(creation))) {
          // Two lost creations must not claim the same campaign.
          const claiming = this.#ids.claimId(scopeOf(operation), Number(only.campaignId));
          if (!(await claiming.catch(() => false))) return unknown(newOnes, creation);
          return succeeded({ campaign: campaignOf(only, creation), message: RECONCILED_MESSAGE.en, found: true });
        }
        // Without a known id, older campaigns of the same name cannot be excluded.
        const candidates = attempt.highest === undefined ? rows.filter((listed) => couldBe(listed, campaign)) : newOnes;
        if (candidates.length > 0) return unknown(candidates, creation);
        if (isDeadlinePassed) {
          // wolkvox may have changed the name, so any unexplained new campaign could be it.
          const unexplained = await this.#unexplained(rows, creation);
          const none = unexplained.length === 0 && !confirmed && isComplete(rows, newest);
          return none ? failed({ code: 'UNREACHABLE', hint: 'NOT_CREATED' }) : unknown(unexplained, creation);
        }
      } else if (isDeadlinePassed || !isTransient(list.failure)) return unknown([], creation);
      await delay(Math.max(MIN_PAUSE_MS, delayUntil(deadlineMs)), request.caller.cancellation?.signal);
      if (request.caller.cancellation?.aborted === true) return unknown([], creation);
    }
  }

  #raiseHighest(operation: OperationConnection, number: number): void {
    const kind = scopeOf(operation);
    if (number > (this.#highest.get(kind) ?? -Infinity)) this.#highest.set(kind, number);
  }

  /** Returns true if no other recent creation had the same name and type. */
  async #isAlone({ operation, input: campaign, attempt }: UnknownCreation): Promise<boolean> {
    if (attempt.attempt !== 1) return false;
    const { kind, name } = attemptOf(operation, campaign);
    return (await this.#ids.countAttempts(kind, name).catch(() => Infinity)) === 1;
  }

  /** Returns new campaigns of the same or an unrecognized type that no known creation explains. */
  async #unexplained(listed: readonly ListedCampaign[], lost: UnknownCreation): Promise<readonly ListedCampaign[]> {
    const { operation, input: campaign, attempt } = lost;
    const fresh = listed.filter((one) => isNew(one, attempt) && (one.type === undefined || one.type === campaign.type));
    if (fresh.length > MAX_UNEXPLAINED) return fresh.slice(0, MAX_UNEXPLAINED);
    const explained = await Promise.all(
      fresh.map(({ campaignId }) => this.#ids.isClaimed(scopeOf(operation), Number(campaignId)).catch(() => false)),
    );
    return fresh.filter((_one, nth) => explained[nth] === false);
  }
}

const MIN_PAUSE_MS = 250;

const MAX_UNEXPLAINED = 20;

/**
 * Returns true if the list contains an id of at least `newest`, the highest id that was known when the read started (-Infinity if
 * none). A stale list, or one of another operation, cannot prove that a campaign is missing.
 */
const isComplete = (listed: readonly ListedCampaign[], newest: number): boolean =>
  newest === -Infinity || listed.some(({ campaignId }) => Number(campaignId) >= newest);

/** Returns true if the id is a safe integer. Larger ids would equal their neighbours. */
const isNumbered = ({ campaignId }: Pick<ListedCampaign, 'campaignId'>): boolean =>
  Number.isSafeInteger(Number(campaignId));

const isNew = ({ campaignId }: ListedCampaign, { highest }: Attempt): boolean =>
  highest !== undefined && Number(campaignId) > highest;

/** Returns true if a failed read of the list may succeed later. */
const isTransient = ({ code }: Failure): boolean =>
  code !== 'QUOTA_EXHAUSTED' && FAILURES[code].happened === 'no' && FAILURES[code].retry === 'later';

/** Returns true if the listed fields equal the input. */
const equals = (listed: ListedCampaign, { name, type, description, skillId }: NewCampaign): boolean =>
  listed.name.trim() === name.trim() &&
  listed.type === type &&
  (listed.description === undefined || listed.description.trim() === description.trim()) &&
  (listed.skillId === undefined || listed.skillId === skillId);

/** Returns the scope of campaign ids: the operation and its server. Deployments that share Redis can use the same operation id. */
const scopeOf = ({ id, baseUrl }: OperationConnection): string => `${id}@${baseUrl.host}`;

const unknown = (candidates: readonly ListedCampaign[], lost: UnknownCreation): Outcome<never> =>
  failed({ code: 'OUTCOME_UNKNOWN', candidates: candidates.map((listed) => campaignOf(listed, lost)) });

const campaignOf = ({ campaignId, name, type }: ListedCampaign, { operation, input }: UnknownCreation): Campaign => ({
  operation,
  campaignId,
  name,
  type: type ?? input.type,
});

/** Returns the name of attempts that could be confused with each other. */
export const attemptOf = (operation: OperationConnection, { name, type }: NewCampaign): AttemptName => ({
  kind: scopeOf(operation),
  name: `${type}:${normalizeName(name)}`,
});

/** Compares type and name. The comparison is loose, because wolkvox may normalize names. An unrecognized type matches. */
function isAlike(listed: ListedCampaign, { name, type }: { name: string; type: CampaignType }): boolean {
  return (listed.type === undefined || listed.type === type) && normalizeName(listed.name) === normalizeName(name);
}

/** Looser than `isAlike`: also accepts a truncated name, or another name if all other fields are equal. */
function couldBe(listed: ListedCampaign, campaign: NewCampaign): boolean {
  if (isAlike(listed, campaign)) return true;
  if (listed.type !== undefined && listed.type !== campaign.type) return false;
  const isCut = normalizeName(campaign.name).startsWith(normalizeName(listed.name));
  return isCut || (campaign.description.trim() !== '' && equals({ ...listed, name: campaign.name }, campaign));
}

const normalizeName = (name: string): string => {
  const letters = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters === '' ? name.trim() : letters;
};
