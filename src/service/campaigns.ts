import { newCampaign, type CampaignDraft } from '../domain/campaign.js';
import { failed, type Outcome } from '../domain/failure.js';
import type { InputIssue } from '../domain/input-rules.js';
import type { CallRecord, Wolkvox } from '../wolkvox/client.js';
import { createCampaign, type CreatedCampaign } from '../wolkvox/endpoints/create-campaign.js';
import { Operations } from './operations.js';

export type { CreatedCampaign };

/** What may be done with campaigns. */
export class Campaigns {
  readonly #operations: Operations;
  readonly #wolkvox: Wolkvox;

  constructor(operations: Operations, wolkvox: Wolkvox) {
    this.#operations = operations;
    this.#wolkvox = wolkvox;
  }

  /**
   * Creates one campaign with at most one upstream call. `found` holds what is wrong with fields taken alone; it is
   * told together with what is wrong between them, and then nothing is sent.
   */
  async create(
    operationId: string | null | undefined,
    draft: CampaignDraft,
    found: readonly InputIssue[],
    record: (call: CallRecord) => void,
  ): Promise<Outcome<CreatedCampaign>> {
    const operation = this.#operations.find(operationId);
    const checked = newCampaign(draft, operation);
    const issues = [
      ...(operation === undefined ? [Operations.notFound(operationId)] : []),
      ...found,
      ...('issues' in checked ? checked.issues : []),
    ];
    if (operation === undefined || 'issues' in checked || issues.length > 0)
      return failed({ code: 'INVALID_INPUT', issues });
    return this.#wolkvox.call(operation, createCampaign, checked.campaign, record);
  }
}
