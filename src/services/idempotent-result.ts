import { CAMPAIGN_TYPES, type Campaign } from '../domain/campaign.js';
import type { Operation } from '../domain/operation.js';
import { FAILURES, isHint, type Failure, type FailureCode, type Outcome } from '../domain/failure.js';
import { isObject, parseJson } from '../shared/json.js';

/** Encodes an outcome for the idempotency store. The operation is omitted, because it contains the token. */
export const encodeResult = (outcome: Outcome<unknown>): string =>
  JSON.stringify(outcome, (key, value: unknown) => (key === 'operation' ? undefined : value));

/**
 * Decodes an outcome; undefined if it is invalid. Another version or any client of the state may have written it.
 *
 * @param readValue Reads the value of a success; undefined if it is invalid.
 */
export function decodeResult<Value>(
  text: string,
  operation: Operation,
  readValue: (stored: Readonly<Record<string, unknown>>, operation: Operation) => Value | undefined,
): Outcome<Value> | undefined {
  const outcome = parseJson(text);
  if (!isObject(outcome)) return undefined;
  if (outcome.ok === true && isObject(outcome.value)) {
    const value = readValue(outcome.value, operation);
    return value && { ok: true, value };
  }
  const failure = outcome.ok === false ? readFailure(outcome.failure, operation) : undefined;
  return failure && { ok: false, failure };
}

function readFailure(stored: unknown, operation: Operation): Failure | undefined {
  if (!isObject(stored) || !isFailureCode(stored.code)) return undefined;
  const { code } = stored;
  switch (code) {
    case 'INVALID_INPUT':
      // Input is validated before a key is used.
      return undefined;
    case 'REJECTED':
    case 'NOT_FOUND':
    case 'CAPACITY_EXCEEDED':
    case 'STATE_CONFLICT': {
      const { upstreamCode, upstreamMessage } = stored;
      const isComplete = Number.isInteger(upstreamCode) && typeof upstreamMessage === 'string';
      return isComplete ? { code, upstreamCode: upstreamCode as number, upstreamMessage } : undefined;
    }
    case 'BUSY':
    case 'IN_PROGRESS': {
      const { retryAfterMs } = stored;
      return Number.isInteger(retryAfterMs) ? { code, retryAfterMs: retryAfterMs as number } : undefined;
    }
    case 'QUOTA_EXHAUSTED': {
      // JSON has no dates.
      const resetsAt = new Date(typeof stored.resetsAt === 'string' ? stored.resetsAt : NaN);
      return Number.isNaN(resetsAt.getTime()) ? undefined : { code, resetsAt };
    }
    case 'MAINTENANCE':
    case 'UNREACHABLE':
      // A replica of another version may have stored a text or another hint.
      return { code, hint: isHint(stored.hint) ? stored.hint : null };
    case 'OUTCOME_UNKNOWN': {
      const { candidates = [] } = stored;
      if (!Array.isArray(candidates) || !candidates.every(isStoredCampaign)) return undefined;
      return { code, candidates: candidates.map((campaign) => withOperation(campaign, operation)) };
    }
    case 'IDEMPOTENCY_CONFLICT':
    case 'UPSTREAM_AUTHENTICATION':
    case 'UPSTREAM_CONTRACT':
      return { code };
  }
}

/** Campaign in a stored result. */
type StoredCampaign = Omit<Campaign, 'operation'>;

/** Returns a stored campaign with its operation. */
export const withOperation = ({ campaignId, name, type }: StoredCampaign, operation: Operation): Campaign => ({
  operation,
  campaignId,
  name,
  type,
});

/** Returns true if the value is a valid stored campaign. */
export const isStoredCampaign = (value: unknown): value is StoredCampaign =>
  isObject(value) &&
  typeof value.campaignId === 'string' &&
  /^[0-9]+$/.test(value.campaignId) &&
  typeof value.name === 'string' &&
  (value.type === undefined || CAMPAIGN_TYPES.some((type) => type === value.type));

const isFailureCode = (code: unknown): code is FailureCode => typeof code === 'string' && Object.hasOwn(FAILURES, code);
