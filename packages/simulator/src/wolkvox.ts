/**
 * Pure functions from a request to the vendor's response.
 * Sources: the vendor's pages on creating, starting and stopping campaigns, and on reading campaigns, skills and token usage.
 */
import type { Answer, CampaignDraft, CampaignType, StoredCampaign } from './protocol.js';
import { refusal } from './response.js';

/** Facts that the vendor checks before the request itself, in this order: token, concurrent requests, quota. */
export interface Arrival {
  token: 'absent' | 'invalid' | 'valid';
  /** Requests of this token in flight, including this one. */
  inFlight: number;
  maxInFlight: number;
  /** True if today's quota had a unit for this call. */
  withinQuota: boolean;
}

export function rejectOnArrival({ token, inFlight, maxInFlight, withinQuota }: Arrival): Answer | null {
  if (token === 'absent') return REFUSALS.missingToken;
  if (token === 'invalid') return REFUSALS.invalidToken;
  if (inFlight > maxInFlight) return tooManyAtOnce(maxInFlight);
  if (!withinQuota) return REFUSALS.quotaExhausted;
  return null;
}

/** Verbatim texts from the vendor's documentation. The text of 405 is a guess. */
export const REFUSALS = {
  missingToken: refusal(401, 'PLEASE ENTER THE WOLKVOX-TOKEN'),
  invalidToken: refusal(403, 'PLEASE VALIDATE TOKEN'),
  quotaExhausted: refusal(403, 'TOKEN LIMIT EXCEEDED'),
  unknownApi: refusal(400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST'),
  wrongVerb: refusal(405, 'METHOD NOT ALLOWED'),
  missingParameters: refusal(400, 'SOME PARAMETERS ARE REQUIRED'),
} as const satisfies Record<string, Answer>;

/** The number is taken to be the limit, because the vendor's text contains 2, its limit. */
export function tooManyAtOnce(maxInFlight: number): Answer {
  return refusal(403, `EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (${maxInFlight})`);
}

export interface ApiCall {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  /** Parsed JSON; null if it is not JSON. */
  body: unknown;
}

/** Parsed API call: a draft to create, the id of a campaign to start or to stop, a list (all, or one id), token usage, or a rejection. */
export type ParsedCall =
  | { create: CampaignDraft }
  | { start: string }
  | { stop: string }
  | { campaigns: string | null }
  | { skills: string | null }
  | { tokenInfo: true }
  | { refused: Answer };

/** Parses a call of any known API, or returns its rejection. */
export function parseCall(call: ApiCall): ParsedCall {
  const name = `${call.path}?api=${call.query.api}`;
  if (!isApi(name)) return { refused: REFUSALS.unknownApi };
  const { verb, read } = APIS[name];
  return call.method === verb ? read(call) : { refused: REFUSALS.wrongVerb };
}

const APIS = {
  '/api/v2/campaign.php?api=create_campaign': { verb: 'POST', read: readCreation },
  '/api/v2/campaign.php?api=start': { verb: 'PUT', read: readStart },
  '/api/v2/campaign.php?api=stop': { verb: 'PUT', read: readStop },
  '/api/v2/information.php?api=campaigns': {
    verb: 'GET',
    read: ({ query }) => ({ campaigns: query.campaign ?? null }),
  },
  '/api/v2/information.php?api=skills': { verb: 'GET', read: ({ query }) => ({ skills: query.skill ?? null }) },
  '/api/v2/information.php?api=token_info': { verb: 'GET', read: () => ({ tokenInfo: true }) },
} as const satisfies Record<string, { verb: string; read: (call: ApiCall) => ParsedCall }>;

function isApi(name: string): name is keyof typeof APIS {
  return Object.hasOwn(APIS, name);
}

function readCreation({ query, body }: ApiCall): ParsedCall {
  const type = query.type_campaign;
  if (!isCampaignType(type) || !isObject(body) || !isComplete(body, type))
    return { refused: REFUSALS.missingParameters };
  return { create: { type_campaign: type, body } };
}

/** Older servers also take type_campaign, which is ignored here, as in a stop. */
function readStart({ query }: ApiCall): ParsedCall {
  return query.campaign_id ? { start: query.campaign_id } : { refused: REFUSALS.missingParameters };
}

function readStop({ query }: ApiCall): ParsedCall {
  return query.campaign_id ? { stop: query.campaign_id } : { refused: REFUSALS.missingParameters };
}

function isCampaignType(type: string | undefined): type is CampaignType {
  return type === 'preview' || type === 'predictive';
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** Keys of the specification's example. It sends all of them; "" means unset. */
const REQUIRED_KEYS = [
  ...['campaign_name', 'campaign_description', 'start_time', 'end_time', 'skill_id'],
  ...Array.from({ length: 12 }, (_, index) => `opt${index + 1}`),
  'enable_edition',
];

/**
 * The format of hours and the country of amd are not checked, because the vendor's responses to wrong ones are unknown.
 */
function isComplete(body: Record<string, unknown>, type: CampaignType): boolean {
  const isText = (key: string): boolean => Object.hasOwn(body, key) && typeof body[key] === 'string';
  if (!REQUIRED_KEYS.every(isText)) return false;
  if (Object.hasOwn(body, 'amd') && !isText('amd')) return false;
  if (body.campaign_name === '' || body.skill_id === '') return false;
  if (body.enable_edition !== 'yes' && body.enable_edition !== 'no') return false;
  return type === 'preview' || (body.start_time !== '' && body.end_time !== '');
}

/**
 * Returns the specification's example answer for a campaign. The code is also the HTTP status; a test may set 200 or
 * 202.
 */
export function created({ campaign_id, campaign_name }: StoredCampaign, code: 200 | 201 | 202 = 201): Answer {
  const data = [{ id_campaign: campaign_id, name_campaign: campaign_name }];
  return { status: code, body: { code, error: null, msg: CREATED_MSG, data } };
}

/** Answers a start (doc). It has no data (guess: as a stop). */
export function started({ campaign_id }: StoredCampaign): Answer {
  const msg = `The ${campaign_id} campaign_id has been started successfully`;
  return { status: 202, body: { code: 202, error: null, msg } };
}

/** Refuses the start of a campaign that runs. The text was seen; that it means this is a guess. */
export const NOT_STARTED = refusal(404, 'The campaign has not been started, please validate the data');

/** Answers a stop, also of a stopped campaign (seen). It has no data (doc). */
export function stopped({ campaign_id }: StoredCampaign): Answer {
  const msg = `The ${campaign_id} campaign_id has been stopped successfully`;
  return { status: 202, body: { code: 202, error: null, msg } };
}

export const CREATED_MSG = 'The # campaign_id has been created successfully';
