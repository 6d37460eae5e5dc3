/** For caches, such as `new InMemoryCache({ possibleTypes })`: the types of each interface and union. */
export const possibleTypes = {
  "AddContactsResult": [
    "AddContactsSuccess",
    "WolkvoxBusy",
    "WolkvoxIdempotencyConflict",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ],
  "ClearCampaignResult": [
    "ClearCampaignSuccess",
    "WolkvoxBusy",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ],
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
  "DeleteCampaignResult": [
    "DeleteCampaignSuccess",
    "WolkvoxBusy",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ],
  "RemoveContactsResult": [
    "RemoveContactsSuccess",
    "WolkvoxBusy",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ],
  "ScheduleCallbackResult": [
    "ScheduleCallbackSuccess",
    "WolkvoxBusy",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ],
  "SetCampaignSpeedResult": [
    "SetCampaignSpeedSuccess",
    "WolkvoxBusy",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ],
  "StartCampaignResult": [
    "StartCampaignSuccess",
    "WolkvoxBusy",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ],
  "StopCampaignResult": [
    "StopCampaignSuccess",
    "WolkvoxBusy",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxUnavailable"
  ],
  "UpdateCampaignResult": [
    "UpdateCampaignSuccess",
    "WolkvoxBusy",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ],
  "WolkvoxError": [
    "WolkvoxBusy",
    "WolkvoxIdempotencyConflict",
    "WolkvoxInvalidInput",
    "WolkvoxOutcomeUnknown",
    "WolkvoxQuotaExhausted",
    "WolkvoxRejected",
    "WolkvoxStateConflict",
    "WolkvoxUnavailable"
  ]
};
