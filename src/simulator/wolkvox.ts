/** How the vendor behaves, as pure functions from what arrived to what is answered. Sources: the vendor's pages on creating campaigns and on reading campaigns, skills and the use of the token. */
import { refusal, type Answer } from './answer.js';

/** What the vendor checks before it looks at the request itself, in this order: token, simultaneous requests, quota. */
export interface Arrival {
  token: 'absent' | 'invalid' | 'valid';
  /** Requests of this token in flight, this one included. */
  inFlight: number;
  maxInFlight: number;
  /** Whether today's quota still had a unit for this call. */
  withinQuota: boolean;
}

export function refuseOnArrival({ token, inFlight, maxInFlight, withinQuota }: Arrival): Answer | null {
  if (token === 'absent') return REFUSALS.missingToken;
  if (token === 'invalid') return REFUSALS.invalidToken;
  if (inFlight > maxInFlight) return tooManyAtOnce(maxInFlight);
  if (!withinQuota) return REFUSALS.quotaExhausted;
  return null;
}

/** Texts word for word as documented by the vendor, but for the one of 405, which is a guess. */
export const REFUSALS = {
  missingToken: refusal(401, 'PLEASE ENTER THE WOLKVOX-TOKEN'),
  invalidToken: refusal(403, 'PLEASE VALIDATE TOKEN'),
  quotaExhausted: refusal(403, 'TOKEN LIMIT EXCEEDED'),
  unknownApi: refusal(400, 'THE API YOU WANT TO CONSULT DOES NOT EXIST'),
  wrongVerb: refusal(405, 'METHOD NOT ALLOWED'),
  missingParameters: refusal(400, 'SOME PARAMETERS ARE REQUIRED'),
} as const satisfies Record<string, Answer>;

/** The number in the text is taken to be the limit: the vendor's own text says 2, its limit. */
export function tooManyAtOnce(maxInFlight: number): Answer {
  return refusal(403, `EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (${maxInFlight})`);
}

export interface ApiCall {
  method: string;
  path: string;
  query: Readonly<Record<string, string>>;
  /** The body as parsed JSON, null when it was none. */
  body: unknown;
}

/** A campaign as the vendor keeps it: its id and type, and every key of the body as it came. */
export interface StoredCampaign {
  readonly campaign_id: string;
  readonly type_campaign: CampaignType;
  readonly campaign_name: string;
  readonly [key: string]: unknown;
}

type CampaignType = 'preview' | 'predictive';

/** A campaign that has no number yet. */
export interface CampaignDraft {
  readonly type_campaign: CampaignType;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a call asks for: to create this draft, a list (of all, or of the one with this id), the use of the token, or something that is refused. */
export type Reading =
  | { create: CampaignDraft }
  | { campaigns: string | null }
  | { skills: string | null }
  | { tokenInfo: true }
  | { refused: Answer };

/** Reads a call of any api there is, or answers with the refusal it earns. */
export function readCall(call: ApiCall): Reading {
  const name = `${call.path}?api=${call.query.api}`;
  if (!isApi(name)) return { refused: REFUSALS.unknownApi };
  const { verb, read } = APIS[name];
  return call.method === verb ? read(call) : { refused: REFUSALS.wrongVerb };
}

const APIS = {
  '/api/v2/campaign.php?api=create_campaign': { verb: 'POST', read: readCreation },
  '/api/v2/information.php?api=campaigns': {
    verb: 'GET',
    read: ({ query }) => ({ campaigns: query.campaign ?? null }),
  },
  '/api/v2/information.php?api=skills': { verb: 'GET', read: ({ query }) => ({ skills: query.skill ?? null }) },
  '/api/v2/information.php?api=token_info': { verb: 'GET', read: () => ({ tokenInfo: true }) },
} as const satisfies Record<string, { verb: string; read: (call: ApiCall) => Reading }>;

function isApi(name: string): name is keyof typeof APIS {
  return Object.hasOwn(APIS, name);
}

function readCreation({ query, body }: ApiCall): Reading {
  const type = query.type_campaign;
  if (!isCampaignType(type) || !isObject(body) || !isComplete(body, type))
    return { refused: REFUSALS.missingParameters };
  return { create: { type_campaign: type, body } };
}

function isCampaignType(type: string | undefined): type is CampaignType {
  return type === 'preview' || type === 'predictive';
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** Keys of the specification's example, which sends all of them, "" when unset. */
const REQUIRED_KEYS = [
  ...['campaign_name', 'campaign_description', 'start_time', 'end_time', 'skill_id'],
  ...Array.from({ length: 12 }, (_, index) => `opt${index + 1}`),
  'enable_edition',
];

/** Neither the format of the hours nor the country of amd is judged: the vendor's answers to wrong ones are not known. */
function isComplete(body: Record<string, unknown>, type: CampaignType): boolean {
  const isText = (key: string): boolean => Object.hasOwn(body, key) && typeof body[key] === 'string';
  if (!REQUIRED_KEYS.every(isText)) return false;
  if (Object.hasOwn(body, 'amd') && !isText('amd')) return false;
  if (body.campaign_name === '' || body.skill_id === '') return false;
  if (body.enable_edition !== 'yes' && body.enable_edition !== 'no') return false;
  return type === 'preview' || (body.start_time !== '' && body.end_time !== '');
}

/** The specification's example of an answer, for this campaign. `code` is also the HTTP status: 201 unless a test wants 200 or 202. */
export function created({ campaign_id, campaign_name }: StoredCampaign, code: 200 | 201 | 202 = 201): Answer {
  const data = [{ id_campaign: campaign_id, name_campaign: campaign_name }];
  return { status: code, body: { code, error: null, msg: CREATED_MSG, data } };
}

export const CREATED_MSG = 'The # campaign_id has been created successfully';
