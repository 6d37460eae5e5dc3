import type { Campaign } from '../domain/campaign.js';
import type { Operation } from '../domain/operation.js';
import { isHint, type Outcome } from '../domain/failure.js';
import type { CreatedCampaign } from './lost-creation.js';

/** An outcome as text, to be kept and given again. The operation is left out: it holds a token, and is known. */
export const writeAnswer = (outcome: Outcome<CreatedCampaign>): string =>
  JSON.stringify(outcome, (key, value: unknown) => (key === 'operation' ? undefined : value));

/** The outcome that was written, of this operation. */
export function readAnswer(text: string, operation: Operation): Outcome<CreatedCampaign> {
  const outcome = JSON.parse(text) as Outcome<CreatedCampaign>;
  const whole = (campaign: Campaign): Campaign => ({ ...campaign, operation });
  if (outcome.ok) return { ok: true, value: { ...outcome.value, campaign: whole(outcome.value.campaign) } };
  const { failure } = outcome;
  if (failure.code === 'OUTCOME_UNKNOWN')
    return { ok: false, failure: { ...failure, candidates: failure.candidates.map(whole) } };
  // JSON has no dates.
  if (failure.code === 'QUOTA_EXHAUSTED')
    return { ok: false, failure: { ...failure, resetsAt: new Date(failure.resetsAt) } };
  // A replica of another version may say it in words, or have one more.
  if (failure.code === 'MAINTENANCE' || failure.code === 'UNREACHABLE')
    return { ok: false, failure: { ...failure, hint: isHint(failure.hint) ? failure.hint : null } };
  return outcome;
}
