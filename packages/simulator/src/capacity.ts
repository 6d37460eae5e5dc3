/** Limits that depend on the licences of the operation (vendor's help centre). */

/**
 * Returns the number of records that one campaign may have on a shared server.
 * @param licences number of licences
 */
export function recordsPerCampaign(licences: number): number {
  return licences <= 2 ? 50_000 : 7_000 * licences;
}

/** Returns the number of predictive campaigns that may run at once on a shared server. */
export function activePredictives(licences: number): number {
  return Math.round(licences / 7) + 2;
}
