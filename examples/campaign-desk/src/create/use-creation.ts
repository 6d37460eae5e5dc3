import { createCampaign, RequestFailed, type CreateCampaignResult } from '@wolkvox-graphql/client';

import { isSuccess, type Outcome } from '../outcome/outcome.js';
import { useKeyedMutation, type KeyedMutation } from '../outcome/use-keyed-mutation.js';
import type { CampaignDraft } from './fields.js';

/** Campaign that was created. */
export interface CreatedCampaign {
  /** Global id, for example `default:5809`. */
  readonly id: string;
  readonly name: string;
  /** True if an earlier request created it. */
  readonly replayed: boolean;
}

export type Creation = KeyedMutation<CampaignDraft, CreateCampaignResult, CreatedCampaign>;

/** Creates one campaign at a time, at most once. */
export const useCreation = (): Creation =>
  useKeyedMutation({
    mutate: (run, draft: CampaignDraft, idempotencyKey) => createCampaign(run, { ...draft, idempotencyKey }),
    doneOf: createdOf,
  });

function createdOf(outcome: Outcome<CreateCampaignResult>, { name }: CampaignDraft): CreatedCampaign | undefined {
  if (outcome instanceof RequestFailed) {
    const { mutation } = outcome;
    // The response failed, and its error has the id.
    const created = mutation?.outcome === 'success' ? mutation.id : undefined;
    return created === undefined ? undefined : { id: created, name, replayed: false };
  }
  if (!isSuccess(outcome)) return undefined;
  return { id: outcome.campaign.id, name: outcome.campaign.name, replayed: outcome.replayed };
}
