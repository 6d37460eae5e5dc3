import type { TokenUsage } from './operation.js';

/** Estimated capacity of an operation. */
export interface Capacity {
  readonly licences: number;
  /** Most contacts of one campaign. */
  readonly contactsPerCampaign: number;
  /** Most started PREDICTIVE campaigns. */
  readonly activePredictives: number;
}

/** Daily calls of a token for each licence (doc). */
const CALLS_PER_LICENCE = 1_000;

/** Contacts of one campaign for each licence on a shared server (help). A dedicated one has more, and looks the same. */
const CONTACTS_PER_LICENCE = 7_000;

/** Contacts of one campaign with few licences (help, and seen in refusals). */
const CONTACTS_OF_FEW_LICENCES = 50_000;
const FEW_LICENCES = 2;

/** Larger limits are not trusted, and their figures would not fit the type Int. */
const MAX_LICENCES = 100_000;

/**
 * Estimates the capacity from the daily limit of calls. Returns undefined if the limit is no multiple of 1000, because it then does
 * not show the licences. Active predictives follow the formula of the help. Another page names at most 7, and no refusal shows it.
 */
export function capacityOf({ limit }: Pick<TokenUsage, 'limit'>): Capacity | undefined {
  const licences = limit / CALLS_PER_LICENCE;
  if (!Number.isInteger(licences) || licences < 1 || licences > MAX_LICENCES) return undefined;
  return {
    licences,
    contactsPerCampaign: licences <= FEW_LICENCES ? CONTACTS_OF_FEW_LICENCES : licences * CONTACTS_PER_LICENCE,
    activePredictives: Math.round(licences / 7) + 2,
  };
}
