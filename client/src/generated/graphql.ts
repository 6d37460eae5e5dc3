/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { CampaignTime } from './scalars.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Contacts to add to a campaign. */
export type AddContactsInput = {
  /** True if the campaign may be started: these people are then called now. False: nothing is sent to a started campaign, `WolkvoxStateConflict` with CAMPAIGN_STARTED. */
  allowRunning?: boolean | null | undefined;
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. */
  campaignId: string;
  /** The contacts, 1 to 500. */
  contacts: Array<ContactInput>;
  /** Idempotency key, for example the id of a form's submission, at most 255 characters. For 24 hours, a request with the same key and input returns the first result (`replayed: true`) instead of adding the contacts again. A different input fails with IDEMPOTENCY_CONFLICT. The key is released if nothing was added. Keys are scoped to caller and operation. */
  idempotencyKey?: string | null | undefined;
  /** What is done if a contact breaks a rule of this server. */
  onInvalid?: OnInvalidContact | null | undefined;
};

/** Country for which answering-machine detection (AMD) is tuned, as ISO 3166-1 alpha-3. */
export const AmdCountry = {
  /** Argentina */
  ARG: 'ARG',
  /** Chile */
  CHL: 'CHL',
  /** Colombia */
  COL: 'COL',
  /** Costa Rica */
  CRI: 'CRI',
  /** Ecuador */
  ECU: 'ECU',
  /** Spain */
  ESP: 'ESP',
  /** Guatemala */
  GTM: 'GTM',
  /** Honduras */
  HND: 'HND',
  /** Italy */
  ITA: 'ITA',
  /** Mexico */
  MEX: 'MEX',
  /** Nicaragua */
  NIC: 'NIC',
  /** Panama */
  PAN: 'PAN',
  /** Peru */
  PER: 'PER'
} as const;

export type AmdCountry = typeof AmdCountry[keyof typeof AmdCountry];
/** What a person was shown and agreed to. If the campaign differs when the request is made, nothing is sent: `WolkvoxStateConflict`. */
export type CampaignConfirmation = {
  /** `contactCount` of the campaign, for example 3925. A null count cannot be confirmed. */
  contactCount: number;
  /** Exact `name` of the campaign, for example `Cobranza octubre`. */
  name: string;
};

/** Filter for campaigns. A campaign must match every condition. */
export type CampaignFilter = {
  /** Campaigns whose name contains this text. Case and accents are ignored, for example `campana` matches `Campaña`. At most 4000 characters. */
  nameContains?: string | null | undefined;
  /** Campaigns with this status. */
  status?: CampaignStatus | null | undefined;
  /** Campaigns of this type. */
  type?: CampaignType | null | undefined;
};

/** Running state of a campaign. */
export const CampaignStatus = {
  /** The campaign is running: its contacts are called or shown to agents. */
  STARTED: 'STARTED',
  /** The campaign is stopped. */
  STOPPED: 'STOPPED'
} as const;

export type CampaignStatus = typeof CampaignStatus[keyof typeof CampaignStatus];
/** Dialling mode of a campaign. */
export const CampaignType = {
  /** wolkvox dials ahead of the agents, between `startTime` and `endTime`. */
  PREDICTIVE: 'PREDICTIVE',
  /** The agent sees the contact first and starts the call. It has no dialling hours and no answering-machine detection. */
  PREVIEW: 'PREVIEW'
} as const;

export type CampaignType = typeof CampaignType[keyof typeof CampaignType];
/** Campaign whose contacts are removed. */
export type ClearCampaignInput = {
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. */
  campaignId: string;
  /** Name and number of contacts that a person agreed to remove. They are compared with a new reading of the campaign. */
  confirm: CampaignConfirmation;
  /** Removes only contacts whose last result is this one, for example NO_ANSWER. Default: every contact. Accepted: NO_ANSWER, ANSWERING_MACHINE, ABANDONED, BUSY, ANSWERED. wolkvox documents no value for any other result. */
  withResult?: DialResult | null | undefined;
};

/** A contact of a campaign. Values are sent to wolkvox unchanged, each as a text. No text may contain control characters, such as line breaks. */
export type ContactInput = {
  /** Address, for example `Calle 10 # 20-30`. At most 255 characters. */
  address?: string | null | undefined;
  /** Age, for example `42`. At most 255 characters. */
  age?: string | null | undefined;
  /** Extension of the agent who handles the contact, for example `1001`. At most 255 characters. PREVIEW campaigns only. */
  agentId?: string | null | undefined;
  /** Time of a callback, with a date, for example `2026-11-30T15:00:00`. wolkvox executes it approximately. PREDICTIVE campaigns only. */
  callbackAt?: CampaignTime | null | undefined;
  /** Phone of the callback. PREDICTIVE campaigns only. At most 50 characters. */
  callbackPhone?: string | null | undefined;
  /** City, for example `Medellín`. At most 255 characters. */
  city?: string | null | undefined;
  /** Country, for example `Colombia`. At most 255 characters. */
  country?: string | null | undefined;
  /** Your id of the person, unique in the request, for example `CC-1020304050`. At most 255 characters. */
  customerId: string;
  /** E-mail address, for example `ana@example.com`. At most 255 characters. PREDICTIVE campaigns only. */
  email?: string | null | undefined;
  /** Another phone. PREDICTIVE campaigns only. At most 50 characters. */
  extraPhone?: string | null | undefined;
  /** First name, for example `Ana`. At most 255 characters. */
  firstName?: string | null | undefined;
  /** Gender, for example `F`. At most 255 characters. */
  gender?: string | null | undefined;
  /** Type of the identity document, for example `CC`. At most 255 characters. */
  idType?: string | null | undefined;
  /** Last name, for example `Rojas`. At most 255 characters. */
  lastName?: string | null | undefined;
  /** Values of the extra fields of the campaign, in order. At most 12: the first six at most 100 characters each, the rest 200. Null leaves a field empty. */
  optionalFields?: Array<string | null | undefined> | null | undefined;
  /** Phones in the order in which they are dialled, as wolkvox dials them, with the route prefix, for example `["93001234567"]`. At most 10, each at most 50 characters. */
  phones?: Array<string> | null | undefined;
  /** State or department, for example `Antioquia`. At most 255 characters. */
  state?: string | null | undefined;
  /** Zone, for example `Norte`. At most 255 characters. */
  zone?: string | null | undefined;
};

/** Who rejected a contact. */
export const ContactRejectedBy = {
  /** This server, because of a rule of the input. The contact was not sent. */
  LAYER: 'LAYER',
  /** wolkvox. The contact was sent and not added. */
  WOLKVOX: 'WOLKVOX'
} as const;

export type ContactRejectedBy = typeof ContactRejectedBy[keyof typeof ContactRejectedBy];
/** Campaign to create. All broken rules are returned together as `WolkvoxInvalidInput`. Values are sent to wolkvox unchanged. */
export type CreateCampaignInput = {
  /** Country of the contacts, for answering-machine detection. Default: the default detection of wolkvox. Rejected on PREVIEW. */
  amd?: AmdCountry | null | undefined;
  /** Description. No control characters (this includes line breaks), at most 4000 characters. */
  description?: string | null | undefined;
  /** True if the campaign can be edited in wolkvox later. */
  enableEdition?: boolean | null | undefined;
  /** End of the dialling hours, after `startTime`, for example `2026-11-23T18:00:00`. Required on PREDICTIVE, rejected on PREVIEW. Both hours must be inside the calling hours of the operation, if it has any. */
  endTime?: CampaignTime | null | undefined;
  /** Idempotency key, for example a UUID, at most 255 characters. For 24 hours, a request with the same key and input returns the first result (`replayed: true`) instead of creating a second campaign. A different input fails with IDEMPOTENCY_CONFLICT. The key is released if nothing was created. Keys are scoped to caller and operation. */
  idempotencyKey?: string | null | undefined;
  /** Name, for example `Cobranza noviembre`. Not blank, no control characters, at most 4000 characters. */
  name: string;
  /** Operation of the campaign, for example `default`. Default: the operation `default`, or the only one. The query `operations` lists all of them. */
  operationId?: string | null | undefined;
  /** Titles of the extra fields of a contact, in order. At most 12, each at most 4000 characters. Null leaves a field without a title, for example `["Saldo", null, "Ciudad"]`. */
  optionalFields?: Array<string | null | undefined> | null | undefined;
  /** The `skillId` of the skill whose agents handle the campaign, for example `4021`. The global `id` is not accepted. 1 to 15 digits. */
  skillId: string;
  /** Start of the dialling hours, for example `2026-11-23T08:00:00`. Required on PREDICTIVE, rejected on PREVIEW. */
  startTime?: CampaignTime | null | undefined;
  /** Dialling mode. */
  type: CampaignType;
};

/** Campaign to delete. */
export type DeleteCampaignInput = {
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. */
  campaignId: string;
  /** Name and number of contacts that a person agreed to delete. They are compared with a new reading of the campaign. */
  confirm: CampaignConfirmation;
};

/** Result of the last dialling of a contact. */
export const DialResult = {
  /** The contact answered and disconnected before an agent was free. */
  ABANDONED: 'ABANDONED',
  /** The contact answered. */
  ANSWERED: 'ANSWERED',
  /** An answering machine answered. */
  ANSWERING_MACHINE: 'ANSWERING_MACHINE',
  /** The line was busy. */
  BUSY: 'BUSY',
  /** No channel was available. */
  CHANNEL_UNAVAILABLE: 'CHANNEL_UNAVAILABLE',
  /** The network was congested. */
  CONGESTION: 'CONGESTION',
  /** The contact is on a do-not-call list. */
  DO_NOT_CALL: 'DO_NOT_CALL',
  /** The call failed. */
  FAILED: 'FAILED',
  /** The call was not answered. */
  NO_ANSWER: 'NO_ANSWER',
  /** wolkvox does not know the result. */
  UNKNOWN: 'UNKNOWN'
} as const;

export type DialResult = typeof DialResult[keyof typeof DialResult];
/** What is done if a contact breaks a rule of this server. It does not concern contacts that wolkvox rejects. */
export const OnInvalidContact = {
  /** Nothing is sent: `WolkvoxInvalidInput` with the broken rules. */
  REJECT_ALL: 'REJECT_ALL',
  /** The other contacts are sent. `rejected` lists the contacts that were not. */
  REJECT_ROWS: 'REJECT_ROWS'
} as const;

export type OnInvalidContact = typeof OnInvalidContact[keyof typeof OnInvalidContact];
/** Contacts to remove from a campaign. */
export type RemoveContactsInput = {
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. */
  campaignId: string;
  /** Name and number of contacts of the campaign that a person was shown. They are compared with a new reading of the campaign. */
  confirm: CampaignConfirmation;
  /** Your ids of the contacts, 1 to 500 different ones of at most 255 characters, for example `["1032456789"]`. wolkvox separates ids with commas, so no id may contain one. */
  customerIds: Array<string>;
  /** Removes only contacts whose last result is this one, for example NO_ANSWER. Default: every contact. Accepted: NO_ANSWER, ANSWERING_MACHINE, ABANDONED, BUSY, ANSWERED. wolkvox documents no value for any other result. */
  withResult?: DialResult | null | undefined;
};

/** Callback to schedule. All broken rules are returned together as `WolkvoxInvalidInput`. Values are sent to wolkvox unchanged. */
export type ScheduleCallbackInput = {
  /** Time of the call, with a date, at least 30 minutes from now and inside the calling hours of the operation, for example `2026-11-23T15:30:00`. wolkvox receives no time zone. It is assumed to use that of the operation. */
  at: CampaignTime;
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. It must be PREDICTIVE. */
  campaignId: string;
  /** `customerId` of a contact of the campaign, for example `1032456789`. At most 255 characters. */
  customerId: string;
  /** Phone to call, as it is dialled: route prefix included, for example `95712345678`. At most 50 characters. */
  phone: string;
};

/** Dialling speed of a campaign. */
export type SetCampaignSpeedInput = {
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. */
  campaignId: string;
  /** New dialling speed, 0 to 100, for example 35. */
  speed: number;
};

/** Campaign to start. */
export type StartCampaignInput = {
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. */
  campaignId: string;
  /** Name and number of contacts that a person agreed to. They are compared with a new reading of the campaign. */
  confirm: CampaignConfirmation;
};

/** Why the state of a campaign does not allow a request. */
export const StateConflictReason = {
  /** The campaign has no contacts to dial. */
  CAMPAIGN_EMPTY: 'CAMPAIGN_EMPTY',
  /** The campaign is started, and must be stopped first. `addContacts` returns it only without `allowRunning`. */
  CAMPAIGN_STARTED: 'CAMPAIGN_STARTED',
  /** The name or the number of contacts differs from `confirm`. It precedes every reason except IMPORT_RUNNING, and CAMPAIGN_EMPTY if 0 contacts were confirmed. */
  CONFIRMATION_MISMATCH: 'CONFIRMATION_MISMATCH',
  /** The import is not in the state that the request needs. Not returned yet. */
  IMPORT_NOT_READY: 'IMPORT_NOT_READY',
  /** An import of contacts into the campaign is running. Not returned yet. */
  IMPORT_RUNNING: 'IMPORT_RUNNING',
  /** The configured calling hours of the operation do not allow a start at this time. They are a setting, not legal advice. CONFIRMATION_MISMATCH and CAMPAIGN_EMPTY precede it. */
  OUTSIDE_CALLING_HOURS: 'OUTSIDE_CALLING_HOURS'
} as const;

export type StateConflictReason = typeof StateConflictReason[keyof typeof StateConflictReason];
/** Campaign to stop. */
export type StopCampaignInput = {
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. */
  campaignId: string;
};

/** Fields of a campaign to change, at least one. Only the fields in the input change; null changes nothing. All broken rules are returned together as `WolkvoxInvalidInput`. */
export type UpdateCampaignInput = {
  /** Country of the contacts, for answering-machine detection. Rejected on PREVIEW. */
  amd?: AmdCountry | null | undefined;
  /** Global id of the campaign, `<operationId>:<campaignId>`, for example `default:1287`. */
  campaignId: string;
  /** New description; an empty one removes it. No control characters (this includes line breaks), at most 4000 characters. */
  description?: string | null | undefined;
  /** True if the campaign can be edited in wolkvox later. */
  enableEdition?: boolean | null | undefined;
  /** New end of the dialling hours, after `startTime` and on the same day. Only the time of day is used, also with a date, for example `18:00:00`. Rejected on PREVIEW. */
  endTime?: CampaignTime | null | undefined;
  /** New name, for example `Cobranza noviembre`. Not blank, no control characters, at most 4000 characters. */
  name?: string | null | undefined;
  /** New titles of the extra fields of a contact, in order. At most 12, each at most 4000 characters. Null, or a shorter list, leaves the other titles; an empty text removes one, for example `["Saldo", null, ""]`. */
  optionalFields?: Array<string | null | undefined> | null | undefined;
  /** The `skillId` of the skill whose agents handle the campaign, for example `4021`. The global `id` is not accepted, nor is the virtual agent of wolkvox. 1 to 15 digits. */
  skillId?: string | null | undefined;
  /** New start of the dialling hours. Only the time of day is used, also with a date, for example `08:00:00`. Rejected on PREVIEW. */
  startTime?: CampaignTime | null | undefined;
  /** True if turbo dialling is on. */
  turboDial?: boolean | null | undefined;
};

/** Failure codes, used in `code` of a result and in `extensions.code` of `errors[]`. `errors[]` has further codes for access and limits. The description of each code is its message in English. */
export const WolkvoxErrorCode = {
  /** wolkvox is busy. Nothing was changed. Retry after `retryAfterMs`. */
  BUSY: 'BUSY',
  /** The licences of the operation do not allow this request. Nothing was changed. */
  CAPACITY_EXCEEDED: 'CAPACITY_EXCEEDED',
  /** This idempotency key was already used with a different input. Nothing was sent. Use a new key. */
  IDEMPOTENCY_CONFLICT: 'IDEMPOTENCY_CONFLICT',
  /** The input is invalid. Nothing was sent. Correct the fields listed in `issues`. */
  INVALID_INPUT: 'INVALID_INPUT',
  /** A request with this idempotency key is still in progress. Retry after `retryAfterMs` with the same key. */
  IN_PROGRESS: 'IN_PROGRESS',
  /** wolkvox is down for maintenance or a backup. Nothing was changed. Retry later. */
  MAINTENANCE: 'MAINTENANCE',
  /** wolkvox did not find an object that the request refers to. Nothing was changed. */
  NOT_FOUND: 'NOT_FOUND',
  /** The request was sent, but wolkvox returned no clear response. The change may or may not have been made. Check wolkvox before you send it again. If every call ends like this, check that the address of this server is on the allow-list of the operation. */
  OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
  /** The daily quota of calls is exhausted. Nothing was changed. Retry after `resetsAt`. */
  QUOTA_EXHAUSTED: 'QUOTA_EXHAUSTED',
  /** wolkvox rejected the request. Nothing was changed. See `upstreamMessage` for its reason. */
  REJECTED: 'REJECTED',
  /** The current state of the operation does not allow this request. Nothing was changed. */
  STATE_CONFLICT: 'STATE_CONFLICT',
  /** wolkvox is unreachable. Nothing was changed. Retry later. If the error persists, check that the address of this server is on the allow-list of the operation. */
  UNREACHABLE: 'UNREACHABLE',
  /** wolkvox rejected the token of this operation. Contact your administrator. */
  UPSTREAM_AUTHENTICATION: 'UPSTREAM_AUTHENTICATION',
  /** wolkvox does not support this API call as documented. Contact your administrator. */
  UPSTREAM_CONTRACT: 'UPSTREAM_CONTRACT'
} as const;

export type WolkvoxErrorCode = typeof WolkvoxErrorCode[keyof typeof WolkvoxErrorCode];
export type AddContactsMutationVariables = Exact<{
  input: AddContactsInput;
}>;


export type AddContactsMutation = { addContacts:
    | { __typename: 'AddContactsSuccess', message: string, replayed: boolean, accepted: number, rejected: Array<{ index: number, by: ContactRejectedBy, path: Array<string>, rule: string, message: string }>, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxIdempotencyConflict', code: WolkvoxErrorCode, message: string, retryable: boolean }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxStateConflict', code: WolkvoxErrorCode, message: string, retryable: boolean, reason: StateConflictReason, campaign: { id: string, name: string, status: CampaignStatus | null, contactCount: number | null } }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type CampaignResultsQueryVariables = Exact<{
  id: string;
  from: CampaignTime;
  to: CampaignTime;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CampaignResultsQuery = { campaign: { id: string, name: string, results: { complete: boolean, nodes: Array<{ customerId: string, phone: string | null, at: CampaignTime | null, attempts: number | null, result: DialResult | null, resultText: string | null, activityCode: string | null, secondActivityCode: string | null, comments: string | null, agentId: string | null, connId: string | null, contact: { firstName: string | null, lastName: string | null, phones: Array<string> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ClearCampaignMutationVariables = Exact<{
  input: ClearCampaignInput;
}>;


export type ClearCampaignMutation = { clearCampaign:
    | { __typename: 'ClearCampaignSuccess', message: string, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, contactCount: number | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxStateConflict', code: WolkvoxErrorCode, message: string, retryable: boolean, reason: StateConflictReason, campaign: { id: string, name: string, status: CampaignStatus | null, contactCount: number | null } }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type CreateCampaignMutationVariables = Exact<{
  input: CreateCampaignInput;
}>;


export type CreateCampaignMutation = { createCampaign:
    | { __typename: 'CreateCampaignSuccess', message: string, replayed: boolean, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxIdempotencyConflict', code: WolkvoxErrorCode, message: string, retryable: boolean }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type DeleteCampaignMutationVariables = Exact<{
  input: DeleteCampaignInput;
}>;


export type DeleteCampaignMutation = { deleteCampaign:
    | { __typename: 'DeleteCampaignSuccess', id: string, message: string }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxStateConflict', code: WolkvoxErrorCode, message: string, retryable: boolean, reason: StateConflictReason, campaign: { id: string, name: string, status: CampaignStatus | null, contactCount: number | null } }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type FindContactsQueryVariables = Exact<{
  campaignId: string;
  customerId?: string | null | undefined;
  phone?: string | null | undefined;
}>;


export type FindContactsQuery = { campaign: { id: string, contacts: Array<{ customerId: string, firstName: string | null, lastName: string | null, idType: string | null, age: string | null, gender: string | null, country: string | null, state: string | null, city: string | null, zone: string | null, address: string | null, phones: Array<string>, optionalFields: Array<string | null>, extraPhone: string | null }> } | null };

export type GetCampaignQueryVariables = Exact<{
  id: string;
}>;


export type GetCampaignQuery = { campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, description: string | null, status: CampaignStatus | null, contactCount: number | null, speed: number | null, dialMode: string | null, lastUsedAt: CampaignTime | null, recycleCount: number | null, turboDial: boolean | null, operation: { id: string, timeZone: string }, skill: { id: string, skillId: string, name: string | null } | null } | null };

export type GetCampaignProgressQueryVariables = Exact<{
  id: string;
}>;


export type GetCampaignProgressQuery = { campaign: { id: string, progress: { status: CampaignStatus | null, contactCount: number | null, dialed: number | null, pending: number | null, answered: number | null, unanswered: number | null, busyOrFailed: number | null, answeringMachines: number | null, hits: number | null, callsPerMinute: number | null, penetration: number | null, finished: boolean, readAt: string } | null } | null };

export type GetSkillQueryVariables = Exact<{
  id: string;
}>;


export type GetSkillQuery = { skill: { id: string, skillId: string, name: string | null, description: string | null, lastUsedAt: CampaignTime | null, operation: { id: string } } | null };

export type ListCampaignProgressQueryVariables = Exact<{
  operationId?: string | null | undefined;
  filter?: CampaignFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListCampaignProgressQuery = { campaigns: { nodes: Array<{ id: string, name: string, progress: { status: CampaignStatus | null, contactCount: number | null, dialed: number | null, pending: number | null, answered: number | null, finished: boolean, readAt: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ListCampaignsQueryVariables = Exact<{
  operationId?: string | null | undefined;
  filter?: CampaignFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ListCampaignsQuery = { campaigns: { totalCount: number, nodes: Array<{ id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, contactCount: number | null, lastUsedAt: CampaignTime | null, skill: { id: string, name: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ListOperationsQueryVariables = Exact<{ [key: string]: never; }>;


export type ListOperationsQuery = { operations: Array<{ id: string, timeZone: string }>, operation: { id: string, timeZone: string } | null };

export type ListSkillsQueryVariables = Exact<{
  operationId?: string | null | undefined;
}>;


export type ListSkillsQuery = { skills: Array<{ id: string, skillId: string, name: string | null, description: string | null, lastUsedAt: CampaignTime | null }> };

export type RemoveContactsMutationVariables = Exact<{
  input: RemoveContactsInput;
}>;


export type RemoveContactsMutation = { removeContacts:
    | { __typename: 'RemoveContactsSuccess', message: string, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, contactCount: number | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxStateConflict', code: WolkvoxErrorCode, message: string, retryable: boolean, reason: StateConflictReason, campaign: { id: string, name: string, status: CampaignStatus | null, contactCount: number | null } }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type ScheduleCallbackMutationVariables = Exact<{
  input: ScheduleCallbackInput;
}>;


export type ScheduleCallbackMutation = { scheduleCallback:
    | { __typename: 'ScheduleCallbackSuccess', message: string, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxStateConflict', code: WolkvoxErrorCode, message: string, retryable: boolean, reason: StateConflictReason, campaign: { id: string, name: string, status: CampaignStatus | null, contactCount: number | null } }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type SetCampaignSpeedMutationVariables = Exact<{
  input: SetCampaignSpeedInput;
}>;


export type SetCampaignSpeedMutation = { setCampaignSpeed:
    | { __typename: 'SetCampaignSpeedSuccess', message: string, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, speed: number | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxStateConflict', code: WolkvoxErrorCode, message: string, retryable: boolean, reason: StateConflictReason, campaign: { id: string, name: string, status: CampaignStatus | null, contactCount: number | null } }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type StartCampaignMutationVariables = Exact<{
  input: StartCampaignInput;
}>;


export type StartCampaignMutation = { startCampaign:
    | { __typename: 'StartCampaignSuccess', message: string, changed: boolean, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxStateConflict', code: WolkvoxErrorCode, message: string, retryable: boolean, reason: StateConflictReason, campaign: { id: string, name: string, status: CampaignStatus | null, contactCount: number | null } }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type StopCampaignMutationVariables = Exact<{
  input: StopCampaignInput;
}>;


export type StopCampaignMutation = { stopCampaign:
    | { __typename: 'StopCampaignSuccess', message: string, changed: boolean, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type TokenUsageQueryVariables = Exact<{
  operationId?: string | null | undefined;
}>;


export type TokenUsageQuery = { operation: { id: string, tokenUsage: { limit: number, usedToday: number, usedTodayByAllTokens: number }, capacity: { licences: number, contactsPerCampaign: number, activePredictives: number } | null } | null };

export type UpdateCampaignMutationVariables = Exact<{
  input: UpdateCampaignInput;
}>;


export type UpdateCampaignMutation = { updateCampaign:
    | { __typename: 'UpdateCampaignSuccess', message: string, campaign: { id: string, campaignId: string, name: string, type: CampaignType | null, status: CampaignStatus | null, operation: { id: string, timeZone: string } } }
    | { __typename: 'WolkvoxBusy', code: WolkvoxErrorCode, message: string, retryable: boolean, retryAfterMs: number }
    | { __typename: 'WolkvoxInvalidInput', code: WolkvoxErrorCode, message: string, retryable: boolean, issues: Array<{ path: Array<string>, rule: string, message: string }> }
    | { __typename: 'WolkvoxOutcomeUnknown', code: WolkvoxErrorCode, message: string, retryable: boolean, candidates: Array<{ id: string, name: string }> }
    | { __typename: 'WolkvoxQuotaExhausted', code: WolkvoxErrorCode, message: string, retryable: boolean, resetsAt: string }
    | { __typename: 'WolkvoxRejected', code: WolkvoxErrorCode, message: string, retryable: boolean, upstreamCode: number, upstreamMessage: string }
    | { __typename: 'WolkvoxStateConflict', code: WolkvoxErrorCode, message: string, retryable: boolean, reason: StateConflictReason, campaign: { id: string, name: string, status: CampaignStatus | null, contactCount: number | null } }
    | { __typename: 'WolkvoxUnavailable', code: WolkvoxErrorCode, message: string, retryable: boolean, hint: string | null }
   | null };

export type WatchCampaignSubscriptionVariables = Exact<{
  id: string;
}>;


export type WatchCampaignSubscription = { campaignProgress: { status: CampaignStatus | null, contactCount: number | null, dialed: number | null, pending: number | null, answered: number | null, unanswered: number | null, busyOrFailed: number | null, answeringMachines: number | null, hits: number | null, callsPerMinute: number | null, penetration: number | null, finished: boolean, readAt: string } };


export const AddContactsDocument = {"__meta__":{"hash":"sha256:cc1a8a186075eb60e561f377887858f109e111c558eaa283c84a47d4d8edfd1a"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AddContacts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AddContactsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"addContacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AddContactsSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"by"}},{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxStateConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AddContactsMutation, AddContactsMutationVariables>;
export const CampaignResultsDocument = {"__meta__":{"hash":"sha256:9e905250e7e576b122b3c24409da3fc68fd111182e7af8d8a00d816929544225"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CampaignResults"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CampaignTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CampaignTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"Argument","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"complete"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerId"}},{"kind":"Field","name":{"kind":"Name","value":"phone"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"attempts"}},{"kind":"Field","name":{"kind":"Name","value":"result"}},{"kind":"Field","name":{"kind":"Name","value":"resultText"}},{"kind":"Field","name":{"kind":"Name","value":"activityCode"}},{"kind":"Field","name":{"kind":"Name","value":"secondActivityCode"}},{"kind":"Field","name":{"kind":"Name","value":"comments"}},{"kind":"Field","name":{"kind":"Name","value":"agentId"}},{"kind":"Field","name":{"kind":"Name","value":"connId"}},{"kind":"Field","name":{"kind":"Name","value":"contact"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CampaignResultsQuery, CampaignResultsQueryVariables>;
export const ClearCampaignDocument = {"__meta__":{"hash":"sha256:dd081c443826c65778e4602379eb6c834bb1c5806a62fab1af4c63e8c1f1daca"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ClearCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ClearCampaignInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"clearCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ClearCampaignSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxStateConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ClearCampaignMutation, ClearCampaignMutationVariables>;
export const CreateCampaignDocument = {"__meta__":{"hash":"sha256:183cd8cf15f6c391392b40df858a429436a025227ca18ae7c0467ed1ceec2c81"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCampaignInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CreateCampaignSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CreateCampaignMutation, CreateCampaignMutationVariables>;
export const DeleteCampaignDocument = {"__meta__":{"hash":"sha256:42c2745218e86c7566f4eb11f66c6670d8f1968668b756c7b556aa0d188be43b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DeleteCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteCampaignInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"deleteCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DeleteCampaignSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxStateConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DeleteCampaignMutation, DeleteCampaignMutationVariables>;
export const FindContactsDocument = {"__meta__":{"hash":"sha256:5b1120f28937438418a5e77b46846e922e40b766af05ebf5b1199b9afa57dc65"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindContacts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"campaignId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"customerId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"phone"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"campaignId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"contacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"customerId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"customerId"}}},{"kind":"Argument","name":{"kind":"Name","value":"phone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"phone"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customerId"}},{"kind":"Field","name":{"kind":"Name","value":"firstName"}},{"kind":"Field","name":{"kind":"Name","value":"lastName"}},{"kind":"Field","name":{"kind":"Name","value":"idType"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"gender"}},{"kind":"Field","name":{"kind":"Name","value":"country"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"city"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"optionalFields"}},{"kind":"Field","name":{"kind":"Name","value":"extraPhone"}}]}}]}}]}}]} as unknown as DocumentNode<FindContactsQuery, FindContactsQueryVariables>;
export const GetCampaignDocument = {"__meta__":{"hash":"sha256:017750c6d4a7633e104ca4e98a1df4c67d844182eada702bb646d273e5a12e8f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"skill"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}},{"kind":"Field","name":{"kind":"Name","value":"speed"}},{"kind":"Field","name":{"kind":"Name","value":"dialMode"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}},{"kind":"Field","name":{"kind":"Name","value":"recycleCount"}},{"kind":"Field","name":{"kind":"Name","value":"turboDial"}}]}}]}}]} as unknown as DocumentNode<GetCampaignQuery, GetCampaignQueryVariables>;
export const GetCampaignProgressDocument = {"__meta__":{"hash":"sha256:df9bb7f14c332a63dba59c0828de83edaa6d2b91f89265c44b56d92739733edb"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetCampaignProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}},{"kind":"Field","name":{"kind":"Name","value":"dialed"}},{"kind":"Field","name":{"kind":"Name","value":"pending"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}},{"kind":"Field","name":{"kind":"Name","value":"unanswered"}},{"kind":"Field","name":{"kind":"Name","value":"busyOrFailed"}},{"kind":"Field","name":{"kind":"Name","value":"answeringMachines"}},{"kind":"Field","name":{"kind":"Name","value":"hits"}},{"kind":"Field","name":{"kind":"Name","value":"callsPerMinute"}},{"kind":"Field","name":{"kind":"Name","value":"penetration"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}}]}}]}}]}}]} as unknown as DocumentNode<GetCampaignProgressQuery, GetCampaignProgressQueryVariables>;
export const GetSkillDocument = {"__meta__":{"hash":"sha256:ac6584f0323c0ada388ac3b5e2816d7faff383ca8f61b72fc366269c568abec5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GetSkill"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"skill"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]}}]} as unknown as DocumentNode<GetSkillQuery, GetSkillQueryVariables>;
export const ListCampaignProgressDocument = {"__meta__":{"hash":"sha256:44c2825e66d4da3865e52f098319a7d7a7407f93ba004214f2dbe1012c76271d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListCampaignProgress"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CampaignFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaigns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"progress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}},{"kind":"Field","name":{"kind":"Name","value":"dialed"}},{"kind":"Field","name":{"kind":"Name","value":"pending"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ListCampaignProgressQuery, ListCampaignProgressQueryVariables>;
export const ListCampaignsDocument = {"__meta__":{"hash":"sha256:cca4eac265a83cbfa7dc0bf060047dd596ff92d6ffefb1cfe451d7e658000298"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListCampaigns"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CampaignFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaigns"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}},{"kind":"Field","name":{"kind":"Name","value":"skill"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ListCampaignsQuery, ListCampaignsQueryVariables>;
export const ListOperationsDocument = {"__meta__":{"hash":"sha256:68f0afcb08226a320cb67fe35c6fedb6737da552e3d83541c43353ab6a0bea0f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListOperations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operations"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]} as unknown as DocumentNode<ListOperationsQuery, ListOperationsQueryVariables>;
export const ListSkillsDocument = {"__meta__":{"hash":"sha256:7bb8fc85066c6c6fd1614e7b4e3193e43ddfcf25e26d4534eb0da633fce75af8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ListSkills"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"skills"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"operationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}}]}}]}}]} as unknown as DocumentNode<ListSkillsQuery, ListSkillsQueryVariables>;
export const RemoveContactsDocument = {"__meta__":{"hash":"sha256:37dc994f35aca71087c75f924287879d5bfb66c574ecf16d7afb5afd89eb4f8b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveContacts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveContactsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"removeContacts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveContactsSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxStateConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RemoveContactsMutation, RemoveContactsMutationVariables>;
export const ScheduleCallbackDocument = {"__meta__":{"hash":"sha256:cd542a7aec9b651f371bd5a216f5f6e3323e04ec8fd5b08bc896017ea5e9cc57"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ScheduleCallback"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ScheduleCallbackInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"scheduleCallback"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ScheduleCallbackSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxStateConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<ScheduleCallbackMutation, ScheduleCallbackMutationVariables>;
export const SetCampaignSpeedDocument = {"__meta__":{"hash":"sha256:f74aa7431bc7c8477e6559e548ddfe624456e37dd47e757c33ed0848269d9e56"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetCampaignSpeed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetCampaignSpeedInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setCampaignSpeed"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SetCampaignSpeedSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"speed"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxStateConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SetCampaignSpeedMutation, SetCampaignSpeedMutationVariables>;
export const StartCampaignDocument = {"__meta__":{"hash":"sha256:87662b1f97194a54b7dfd7ff4156b5c90e1ed826417d6eee95dd88a5814d5365"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StartCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StartCampaignInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StartCampaignSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxStateConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<StartCampaignMutation, StartCampaignMutationVariables>;
export const StopCampaignDocument = {"__meta__":{"hash":"sha256:e79c6d598339b1299c8c40129e9a7ae7b8cb0cf0d2383973467463b0223916ea"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StopCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"StopCampaignInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stopCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"StopCampaignSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"changed"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<StopCampaignMutation, StopCampaignMutationVariables>;
export const TokenUsageDocument = {"__meta__":{"hash":"sha256:1f653e565a60e20caa880522729a1c6e2e2ee5441002c34f0e0eed4ea6e88b3e"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TokenUsage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"tokenUsage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"usedToday"}},{"kind":"Field","name":{"kind":"Name","value":"usedTodayByAllTokens"}}]}},{"kind":"Field","name":{"kind":"Name","value":"capacity"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"licences"}},{"kind":"Field","name":{"kind":"Name","value":"contactsPerCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"activePredictives"}}]}}]}}]}}]} as unknown as DocumentNode<TokenUsageQuery, TokenUsageQueryVariables>;
export const UpdateCampaignDocument = {"__meta__":{"hash":"sha256:84d77a108da07195762afa3d974700706643a41c95d97a82e5461e99dcc5a4b7"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCampaignInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateCampaign"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateCampaignSuccess"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxStateConflict"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"campaign"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxInvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"issues"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"rule"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamMessage"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxBusy"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxQuotaExhausted"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxUnavailable"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hint"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"WolkvoxOutcomeUnknown"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"candidates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<UpdateCampaignMutation, UpdateCampaignMutationVariables>;
export const WatchCampaignDocument = {"__meta__":{"hash":"sha256:c4fe9dfc922f98f39d71b6769638ae1c47f8bdb9e882497cf163341ce9e0a1a9"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"WatchCampaign"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaignProgress"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"contactCount"}},{"kind":"Field","name":{"kind":"Name","value":"dialed"}},{"kind":"Field","name":{"kind":"Name","value":"pending"}},{"kind":"Field","name":{"kind":"Name","value":"answered"}},{"kind":"Field","name":{"kind":"Name","value":"unanswered"}},{"kind":"Field","name":{"kind":"Name","value":"busyOrFailed"}},{"kind":"Field","name":{"kind":"Name","value":"answeringMachines"}},{"kind":"Field","name":{"kind":"Name","value":"hits"}},{"kind":"Field","name":{"kind":"Name","value":"callsPerMinute"}},{"kind":"Field","name":{"kind":"Name","value":"penetration"}},{"kind":"Field","name":{"kind":"Name","value":"finished"}},{"kind":"Field","name":{"kind":"Name","value":"readAt"}}]}}]}}]} as unknown as DocumentNode<WatchCampaignSubscription, WatchCampaignSubscriptionVariables>;