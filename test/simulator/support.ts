/** Shared test code of the simulator: a client that records how a response breaks, and a complete campaign. */
import { BrokenConnection, sendHttp, type HttpResponse } from '../support/http-client.js';

export const TOKEN = 'a1b2c3d4e5f6';

export const CREATE = '/api/v2/campaign.php?api=create_campaign&type_campaign=preview';

export const LIST = '/api/v2/information.php?api=campaigns';

export const SKILLS = '/api/v2/information.php?api=skills';

export const TOKEN_INFO = '/api/v2/information.php?api=token_info';

export type Answered = HttpResponse;

/** `began`: true if the headers of a response arrived. */
export interface Broken {
  brokenOff: true;
  began: boolean;
  code: string;
  syscall: string | undefined;
}

export interface Sending {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
}

/** Sends one request on its own connection. Follows no redirects and never rejects. */
export async function send(url: string, sending: Sending = {}): Promise<Answered | Broken> {
  try {
    return await sendHttp(url, sending);
  } catch (error) {
    if (!(error instanceof BrokenConnection)) throw error;
    const { began, code, syscall } = error;
    return { brokenOff: true, began, code, syscall };
  }
}

/** Sends a valid creation unless overridden. */
export function create(base: string, sending: Sending & { path?: string } = {}): Promise<Answered | Broken> {
  const { path = CREATE, ...rest } = sending;
  return send(base + path, { method: 'POST', headers: { 'wolkvox-token': TOKEN }, body: campaign(), ...rest });
}

/** Sends a valid read, of the campaign list by default. */
export function list(base: string, sending: Sending & { path?: string } = {}): Promise<Answered | Broken> {
  const { path = LIST, ...rest } = sending;
  return send(base + path, { headers: { 'wolkvox-token': TOKEN }, ...rest });
}

export interface Envelope {
  code: number;
  error: string | null;
  msg: string;
  data?: Record<string, unknown>[];
}

export async function listJson(
  base: string,
  sending: Sending & { path?: string } = {},
): Promise<{ status: number; json: Envelope }> {
  const { status, text } = answered(await list(base, sending));
  return { status, json: JSON.parse(text) as Envelope };
}

export async function createJson(base: string, sending: Sending & { path?: string } = {}): Promise<unknown> {
  return JSON.parse(answered(await create(base, sending)).text);
}

/** Calls `campaign.php` with the valid token. A body that is not text is sent as JSON. */
export async function callCampaign(
  base: string,
  method: string,
  query: Record<string, string>,
  body: unknown = '',
): Promise<{ status: number; json: Envelope }> {
  const { status, text } = answered(await sendCampaign(base, method, query, body));
  return { status, json: JSON.parse(text) as Envelope };
}

/** As `callCampaign`, but the response may be broken. */
export function sendCampaign(
  base: string,
  method: string,
  query: Record<string, string>,
  body: unknown = '',
): Promise<Answered | Broken> {
  const url = `${base}/api/v2/campaign.php?${new URLSearchParams(query).toString()}`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return send(url, { method, headers: { 'wolkvox-token': TOKEN }, body: text });
}

/** Number of records and status that the campaign list shows. */
export async function listed(base: string, campaignId: string): Promise<unknown> {
  const { json } = await listJson(base, { path: `${LIST}&campaign=${campaignId}` });
  return json.data?.map(({ records, status }) => [records, status])[0];
}

/** Record of add_record with all keys of a predictive campaign; a key with undefined is omitted. */
export function record(customerId: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const numbered = (name: string, count: number): [string, string][] =>
    Array.from({ length: count }, (_, index) => [`${name}${index + 1}`, '']);
  return {
    ...{
      customer_name: 'Ana',
      customer_last_name: 'Rojas',
      id_type: 'CC',
      customer_id: customerId,
      age: '',
      gender: '',
    },
    ...{ country: '', state: '', city: '', zone: '', address: '' },
    ...Object.fromEntries([...numbered('opt', 12), ...numbered('tel', 10)]),
    ...{ tel_extra: '', email: '', recall_date: '', recall_telephone: '' },
    ...changes,
  };
}

export function answered(outcome: Answered | Broken): Answered {
  if ('brokenOff' in outcome) throw new Error(`broken off with ${outcome.code}`);
  return outcome;
}

/** Returns the body of the specification's example; a key with undefined is omitted. */
export function campaign(changes: Record<string, unknown> = {}): string {
  const titles = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`opt${index + 1}`, '']));
  return JSON.stringify({
    campaign_name: 'Bienvenida',
    campaign_description: '',
    start_time: '',
    end_time: '',
    skill_id: '17',
    ...titles,
    enable_edition: 'yes',
    ...changes,
  });
}
