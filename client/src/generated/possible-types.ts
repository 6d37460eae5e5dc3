/** For caches, such as `new InMemoryCache({ possibleTypes })`: what an interface or a union may be. */
export const possibleTypes = {
  "CreateCampaignResult": [
    "CreateCampaignSuccess",
    "WolkvoxBusy",
    "WolkvoxIdempotencyConflict",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxUnavailable"
  ],
  "WolkvoxError": [
    "WolkvoxBusy",
    "WolkvoxIdempotencyConflict",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxUnavailable"
  ]
};
