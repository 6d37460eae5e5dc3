import { createHash } from 'node:crypto';

import { newCampaign, type CampaignDraft, type NewCampaign } from '../domain/campaign.js';
import { failed, FAILURES, type Outcome } from '../domain/failure.js';
import type { InputIssue } from '../domain/input-rules.js';
import { failureOf } from '../wolkvox/answers.js';
import type { Request, UpstreamOperation, Wolkvox } from '../wolkvox/client.js';
import { createCampaign } from '../wolkvox/endpoints/create-campaign.js';
import { BUSY_RETRY_AFTER_MS } from '../wolkvox/facts.js';
import type { Idempotency, Once } from '../wolkvox/governor/idempotency.js';
import { isAway, StateFault } from '../wolkvox/governor/state.js';
import { readAnswer, writeAnswer } from './kept-answer.js';
import type { Lists } from './lists.js';
import { FOUND, type Before, type CampaignNumbers, type CreatedCampaign } from './lost-creation.js';
import { Operations, type Directory } from './operations.js';

export { FOUND, type CreatedCampaign };

/** What became of a creation. */
export interface Creation {
  readonly outcome: Outcome<CreatedCampaign>;
  /** It is the answer of an earlier request. */
  readonly replayed: boolean;
  /** Another request made it, an earlier one or one that was under way. */
  readonly another: boolean;
}

export interface CampaignsParts {
  readonly wolkvox: Wolkvox;
  readonly idempotency: Idempotency;
  /** Null: lost answers are not looked for. */
  readonly numbers: CampaignNumbers | null;
  readonly lists: Lists;
  /** How long a duplicate waits for the request it repeats. */
  readonly duplicateWaitMs: number;
  /** Told each time that what is kept as the answer under an idempotency key is none. */
  readonly unreadableAnswer?: () => void;
}

/** A creation as it is asked for. */
export interface AskedCreation {
  /** Those to choose from. */
  readonly operations: Directory;
  readonly operationId: string | null | undefined;
  readonly draft: CampaignDraft;
  readonly key: string | null | undefined;
  /** What is wrong with fields taken alone; told together with what is wrong between them, and then nothing is sent. */
  readonly found: readonly InputIssue[];
}

/** What may be done with campaigns. */
export class Campaigns {
  readonly #parts: CampaignsParts;

  constructor(parts: CampaignsParts) {
    this.#parts = parts;
  }

  /** Creates one campaign, and never two: under a key not even where it is asked for again. */
  async create({ operations, operationId, draft, key, found }: AskedCreation, request: Request): Promise<Creation> {
    const operation = operations.find(operationId);
    const checked = newCampaign(draft, operation);
    const issues = [
      ...(operation === undefined ? [Operations.notFound(operationId)] : []),
      ...found,
      ...('issues' in checked ? checked.issues : []),
    ];
    if (operation === undefined || 'issues' in checked || issues.length > 0)
      return first(failed({ code: 'INVALID_INPUT', issues }));
    if (key === undefined || key === null) return first(await this.#create(operation, checked.campaign, request));
    return this.#createOnce(operation, checked.campaign, key, request);
  }

  async #createOnce(
    operation: UpstreamOperation,
    campaign: NewCampaign,
    key: string,
    request: Request,
  ): Promise<Creation> {
    const { idempotency, duplicateWaitMs } = this.#parts;
    let once: Once;
    let another = true;
    try {
      // A key is the caller's own, and the operation's.
      const scoped = digest([operation.baseUrl.href, operation.id, request.caller.id, key]);
      once = await idempotency.once(scoped, digest(campaign), duplicateWaitMs, async () => {
        another = false;
        const outcome = await this.#create(operation, campaign, request, true);
        const nothing = !outcome.ok && FAILURES[outcome.failure.code].happened === 'no';
        const unwanted = request.caller.hangUp?.happened === true;
        return { answer: writeAnswer(outcome), then: !nothing ? 'keep' : unwanted ? 'drop' : 'share' };
      });
    } catch (error) {
      if (isAway(error)) return first(failed(failureOf({ kind: 'held', cause: 'away' }, operation, new Date())));
      throw error;
    }
    switch (once.kind) {
      case 'answer': {
        const outcome = readAnswer(once.answer, operation);
        if (outcome !== undefined) return { outcome, replayed: once.replayed, another };
        // There was an earlier request, and it may have created a campaign.
        this.#parts.unreadableAnswer?.();
        return { outcome: failed({ code: 'OUTCOME_UNKNOWN', candidates: [] }), replayed: true, another };
      }
      case 'conflict':
        return first(failed({ code: 'IDEMPOTENCY_CONFLICT' }));
      case 'pending':
        return first(failed({ code: 'IN_PROGRESS', retryAfterMs: BUSY_RETRY_AFTER_MS }));
      case 'unknown':
        return { outcome: failed({ code: 'OUTCOME_UNKNOWN', candidates: [] }), replayed: true, another };
    }
  }

  async #create(
    operation: UpstreamOperation,
    campaign: NewCampaign,
    request: Request,
    keyed = false,
  ): Promise<Outcome<CreatedCampaign>> {
    const outcome = await this.#send(operation, campaign, request, keyed);
    // Before its caller knows of it: whoever asks for it then finds it.
    if (outcome.ok) await this.#parts.lists.created(operation, outcome.value.campaign);
    else if (FAILURES[outcome.failure.code].happened === 'unknown') await this.#parts.lists.maybeCreated(operation);
    return outcome;
  }

  async #send(
    operation: UpstreamOperation,
    campaign: NewCampaign,
    request: Request,
    keyed: boolean,
  ): Promise<Outcome<CreatedCampaign>> {
    const { wolkvox, numbers } = this.#parts;
    if (numbers === null) return wolkvox.call(operation, createCampaign, campaign, request);
    let before: Before | undefined;
    let sentAt: number | undefined;
    let affirmed = false;
    const outcome = await wolkvox.call(operation, createCampaign, campaign, request, {
      // Not before it has its slot: what waits and what is refused would be announced, too, and that may be any number.
      leave: async () => {
        before ??= await numbers.before(operation, campaign);
      },
      sent: () => {
        sentAt = performance.now();
      },
      affirmed: () => {
        affirmed = true;
      },
    });
    if (before === undefined) return outcome;
    if (outcome.ok) numbers.note(operation, outcome.value.campaign.campaignId);
    else if (outcome.failure.code === 'OUTCOME_UNKNOWN' && sentAt !== undefined)
      // Under a key the answer is kept for a caller who has hung up, too: gateways do, and ask again.
      return numbers
        .find(
          { operation, campaign, sentAt, before, affirmed },
          keyed ? { ...request, caller: { id: request.caller.id } } : request,
        )
        .catch((error: unknown) => {
          // It cannot be looked for: the outcome is as unknown as it was.
          if (error instanceof StateFault) return outcome;
          throw error;
        });
    return outcome;
  }
}

const first = (outcome: Outcome<CreatedCampaign>): Creation => ({ outcome, replayed: false, another: false });

/** A hash, so that what callers write is kept nowhere. */
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');
