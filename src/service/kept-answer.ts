import { CAMPAIGN_TYPES, type Campaign } from '../domain/campaign.js';
import type { Operation } from '../domain/operation.js';
import { FAILURES, isHint, type Failure, type FailureCode, type Outcome } from '../domain/failure.js';
import type { CreatedCampaign } from './lost-creation.js';

/** An outcome as text, to be kept and given again. The operation is left out: it holds a token, and is known. */
export const writeAnswer = (outcome: Outcome<CreatedCampaign>): string =>
  JSON.stringify(outcome, (key, value: unknown) => (key === 'operation' ? undefined : value));

/**
 * The outcome that was written, of this operation; undefined if the text is none: any client of the state could have written
 * it, and a replica of another version may know more kinds of failure.
 */
export function readAnswer(text: string, operation: Operation): Outcome<CreatedCampaign> | undefined {
  const outcome = parse(text);
  if (!isObject(outcome)) return undefined;
  if (outcome.ok === true && isObject(outcome.value)) {
    const { campaign, message, found } = outcome.value;
    if (!isCampaign(campaign) || typeof message !== 'string') return undefined;
    const value = { campaign: whole(campaign, operation), message };
    return { ok: true, value: found === true ? { ...value, found } : value };
  }
  const failure =
    outcome.ok === false && isObject(outcome.failure) ? readFailure(outcome.failure, operation) : undefined;
  return failure && { ok: false, failure };
}

function readFailure(written: Record<string, unknown>, operation: Operation): Failure | undefined {
  const { code } = written;
  if (!isFailureCode(code)) return undefined;
  switch (code) {
    case 'INVALID_INPUT':
      // It is found before a key is looked at.
      return undefined;
    case 'REJECTED':
    case 'NOT_FOUND':
    case 'CAPACITY_EXCEEDED':
    case 'STATE_CONFLICT': {
      const { upstreamCode, upstreamMessage } = written;
      const isTold = Number.isInteger(upstreamCode) && typeof upstreamMessage === 'string';
      return isTold ? { code, upstreamCode: upstreamCode as number, upstreamMessage } : undefined;
    }
    case 'BUSY':
    case 'IN_PROGRESS': {
      const { retryAfterMs } = written;
      return Number.isInteger(retryAfterMs) ? { code, retryAfterMs: retryAfterMs as number } : undefined;
    }
    case 'QUOTA_EXHAUSTED': {
      // JSON has no dates.
      const resetsAt = new Date(typeof written.resetsAt === 'string' ? written.resetsAt : NaN);
      return Number.isNaN(resetsAt.getTime()) ? undefined : { code, resetsAt };
    }
    case 'MAINTENANCE':
    case 'UNREACHABLE':
      // A replica of another version may say it in words, or have one more.
      return { code, hint: isHint(written.hint) ? written.hint : null };
    case 'OUTCOME_UNKNOWN': {
      const { candidates } = written;
      if (!Array.isArray(candidates) || !candidates.every(isCampaign)) return undefined;
      return { code, candidates: candidates.map((campaign) => whole(campaign, operation)) };
    }
    case 'IDEMPOTENCY_CONFLICT':
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
      return { code };
  }
}

type WrittenCampaign = Omit<Campaign, 'operation'>;

const whole = ({ campaignId, name, type }: WrittenCampaign, operation: Operation): Campaign => ({
  operation,
  campaignId,
  name,
  type,
});

const isCampaign = (value: unknown): value is WrittenCampaign =>
  isObject(value) &&
  typeof value.campaignId === 'string' &&
  /^[0-9]+$/.test(value.campaignId) &&
  typeof value.name === 'string' &&
  (value.type === undefined || CAMPAIGN_TYPES.some((type) => type === value.type));

const isFailureCode = (code: unknown): code is FailureCode => typeof code === 'string' && Object.hasOwn(FAILURES, code);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
