import { CAMPAIGN_TYPES, type Campaign } from '../domain/campaign.js';
import type { Operation } from '../domain/operation.js';
import {
  FAILURES,
  isHint,
  STATE_CONFLICTS,
  type Failure,
  type FailureCode,
  type Outcome,
  type StateConflictReason,
} from '../domain/failure.js';
import { INPUT_RULES, issue, type InputIssue, type InputRule } from '../domain/input-rules.js';
import { isObject, parseJson } from '../shared/json.js';
import { isId, isListedCampaign } from './shared-list-rows.js';

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
    case 'INVALID_INPUT': {
      // Rules that depend on the campaign are checked after its reading.
      const { issues } = stored;
      const read = Array.isArray(issues) ? issues.map(readIssue) : [undefined];
      return read.every((found) => found !== undefined) ? { code, issues: read } : undefined;
    }
    case 'REJECTED':
    case 'NOT_FOUND':
    case 'CAPACITY_EXCEEDED':
    case 'STATE_CONFLICT': {
      if (isObject(stored.conflict)) return readConflict(stored.conflict, operation);
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

function readConflict(
  { reason, campaign }: Readonly<Record<string, unknown>>,
  operation: Operation,
): Failure | undefined {
  const isReason = (value: unknown): value is StateConflictReason =>
    typeof value === 'string' && Object.hasOwn(STATE_CONFLICTS, value);
  if (!isReason(reason) || !isListedCampaign(campaign)) return undefined;
  return { code: 'STATE_CONFLICT', conflict: { reason, operation, campaign } };
}

/** Reads a stored issue; undefined if it is invalid. Hints belong to rules that are checked before a key is used. */
function readIssue(stored: unknown): InputIssue | undefined {
  if (!isObject(stored) || !isPath(stored.path) || !isInputRule(stored.rule)) return undefined;
  return issue(stored.path, stored.rule);
}

/** Returns true if the value is a path within an input. */
export const isPath = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');

/** Returns true if the value is a rule of this version. */
export const isInputRule = (value: unknown): value is InputRule =>
  typeof value === 'string' && Object.hasOwn(INPUT_RULES, value);

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
  isId(value.campaignId) &&
  typeof value.name === 'string' &&
  (value.type === undefined || CAMPAIGN_TYPES.some((type) => type === value.type));

const isFailureCode = (code: unknown): code is FailureCode => typeof code === 'string' && Object.hasOwn(FAILURES, code);
