/** What the simulator remembers: the requests that came, the campaigns they made, and who is in flight. */
import type { IncomingMessage } from 'node:http';
import type { CampaignDraft, StoredCampaign } from './wolkvox.js';

export interface RecordedRequest {
  /** ISO 8601, UTC. */
  readonly arrivedAt: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The last value of a repeated name, as PHP reads it. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. The value of wolkvox-token is never kept: 'valid' or 'invalid' stands in its place. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null when the body is none, or has not all arrived. */
  readonly body: unknown;
  readonly rawBody: string;
  /** Requests of the same token in flight on arrival, this one included. */
  readonly inFlight: number;
  /** HTTP status sent; null while in flight and when the answer was broken off. */
  readonly answered: number | null;
}

/** One request from its arrival until it leaves; `leave` gives its in-flight slot back, once however often it is called. */
export interface Visit {
  readonly record: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };
  leave(): void;
}

/** Any four digits do: the vendor's ids are numeric strings of no documented length. */
const FIRST_CAMPAIGN_ID = 5801;

export class Ledger {
  #requests: RecordedRequest[] = [];
  #campaigns: StoredCampaign[] = [];
  #nextId = FIRST_CAMPAIGN_ID;
  readonly #inFlight = new Map<string, number>();

  requests(): readonly RecordedRequest[] {
    return this.#requests.map((request) => ({ ...request }));
  }

  campaigns(): readonly StoredCampaign[] {
    return this.#campaigns.map((campaign) => ({ ...campaign }));
  }

  /** Notes a request when its headers are there; its body follows in the record. */
  arrive(request: IncomingMessage, token: 'absent' | 'invalid' | 'valid'): Visit {
    const key = String(request.headers['wolkvox-token'] ?? '');
    const inFlight = (this.#inFlight.get(key) ?? 0) + 1;
    this.#inFlight.set(key, inFlight);
    const record = describe(request, token, inFlight);
    this.#requests.push(record);
    let here = true;
    const leave = (): void => {
      if (!here) return;
      here = false;
      const left = (this.#inFlight.get(key) ?? 1) - 1;
      if (left > 0) this.#inFlight.set(key, left);
      else this.#inFlight.delete(key);
    };
    return { record, leave };
  }

  /** Gives a draft its id, and stores it if told to. Ids are never given twice, not even after `forget`. */
  number({ type_campaign, body }: CampaignDraft, store: boolean): StoredCampaign {
    const campaign_id = String(this.#nextId);
    this.#nextId += 1;
    // A body's own campaign_id or type_campaign must not hide the real one.
    const campaign = { ...body, campaign_name: String(body.campaign_name), campaign_id, type_campaign };
    if (store) this.#campaigns.push(campaign);
    return campaign;
  }

  /** Requests still in flight keep their slots: they are in flight. */
  forget(): void {
    this.#requests = [];
    this.#campaigns = [];
  }
}

/** The path of a request, without its query; never throws, whatever the request line says. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function describe(request: IncomingMessage, token: 'absent' | 'invalid' | 'valid', inFlight: number): RecordedRequest {
  const path = pathOf(request);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = [value].flat().join(', ');
  // An empty header is there, though the vendor is taken to call it missing.
  if ('wolkvox-token' in headers) headers['wolkvox-token'] = token === 'valid' ? 'valid' : 'invalid';
  return {
    arrivedAt: new Date().toISOString(),
    method: request.method ?? '',
    path,
    query: Object.fromEntries(new URLSearchParams((request.url ?? '').slice(path.length))),
    headers,
    body: null,
    rawBody: '',
    inFlight,
    answered: null,
  };
}
