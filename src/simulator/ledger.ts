/** What the simulator remembers: the requests that came, the campaigns there are, and who is in flight. */
import type { IncomingMessage } from 'node:http';
import type { BreakOff } from './behaviour.js';
import { demand } from './demand.js';
import { KeptRequests } from './kept-requests.js';
import { NEW, rowOf, type CampaignRow, type CampaignState } from './listing.js';
import type { Settings } from './settings.js';
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
  /** HTTP status sent; null while in flight, when the answer was broken off, and when the client had hung up before it. */
  readonly answered: number | null;
  /** The beginning of the body sent, at most 1000 characters; null where `answered` is. */
  readonly answer: string | null;
  /** How the answer was broken off; null where it was not. */
  readonly brokenOff: BreakOff | null;
  /** Whether the simulator is finished with it. */
  readonly finished: boolean;
}

/** One request from its arrival until the simulator is finished with it; `leave` gives its in-flight slot back, once however often it is called. */
export interface Visit {
  readonly record: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };
  /** Puts the body into the record: its text, and as JSON if it is any. */
  receive(body: string): void;
  leave(): void;
}

/** Any four digits do: the vendor's ids are numeric strings of no documented length. */
const FIRST_CAMPAIGN_ID = 5801;

export class Ledger {
  readonly #requests: KeptRequests;
  #campaigns: { readonly stored: StoredCampaign; readonly row: CampaignRow }[] = [];
  /** What the campaigns take, by an estimate from above. */
  #campaignBytes = 0;
  readonly #mostCampaignBytes: number;
  #nextId = FIRST_CAMPAIGN_ID;
  /** By token. */
  readonly #inFlight = new Map<string, number>();
  #mostInFlight = 0;

  constructor({ requestBytes, campaignBytes }: Pick<Settings, 'requestBytes' | 'campaignBytes'>) {
    this.#requests = new KeptRequests(requestBytes);
    this.#mostCampaignBytes = campaignBytes;
  }

  requests(): readonly RecordedRequest[] {
    return this.#requests.all().map((request) => ({ ...request }));
  }

  /** How many requests came before those of `requests`. */
  droppedRequests(): number {
    return this.#requests.dropped();
  }

  campaigns(): readonly StoredCampaign[] {
    return this.#campaigns.map(({ stored }) => ({ ...stored }));
  }

  /** The campaigns as the vendor lists them. */
  rows(): readonly CampaignRow[] {
    return this.#campaigns.map(({ row }) => row);
  }

  /** The most requests of one token that were in flight at once since the last `forget`, refused ones included. */
  mostInFlight(): number {
    return this.#mostInFlight;
  }

  /** Notes a request when its headers are there; its body follows in the record. */
  arrive(request: IncomingMessage, token: 'absent' | 'invalid' | 'valid'): Visit {
    const key = String(request.headers['wolkvox-token'] ?? '');
    const inFlight = (this.#inFlight.get(key) ?? 0) + 1;
    this.#inFlight.set(key, inFlight);
    this.#mostInFlight = Math.max(this.#mostInFlight, inFlight);
    const record: Visit['record'] = describe(request, token, inFlight);
    this.#requests.add(record);
    let here = true;
    const leave = (): void => {
      if (!here) return;
      here = false;
      record.finished = true;
      const left = (this.#inFlight.get(key) ?? 1) - 1;
      if (left > 0) this.#inFlight.set(key, left);
      else this.#inFlight.delete(key);
    };
    const receive = (body: string): void => {
      record.rawBody = body;
      record.body = parsed(body);
      this.#requests.grown(record);
    };
    return { record, receive, leave };
  }

  /**
   * Gives a draft its id, and stores it if told to. Ids are never given twice, not even after `forget`.
   * @throws RangeError with a sentence when there is no room for another campaign.
   */
  number({ type_campaign, body }: CampaignDraft, store: boolean, state: CampaignState = NEW): StoredCampaign {
    const campaign_id = String(this.#nextId);
    this.#nextId += 1;
    // A body's own campaign_id or type_campaign must not hide the real one.
    const stored = { ...body, campaign_name: String(body.campaign_name), campaign_id, type_campaign };
    if (store) this.#keep(stored, state);
    return stored;
  }

  /** Requests still in flight keep their slots and begin the new count: they are in flight. */
  forget(): void {
    this.#requests.forget();
    this.#campaigns = [];
    this.#campaignBytes = 0;
    this.#mostInFlight = Math.max(0, ...this.#inFlight.values());
  }

  /** None is dropped for a new one: one that is not in the list any more would look as if it had never been created. */
  #keep(stored: StoredCampaign, state: CampaignState): void {
    const bytes = CAMPAIGN_BYTES + CHARACTER_BYTES * JSON.stringify(stored).length;
    demand(this.#campaignBytes + bytes <= this.#mostCampaignBytes, NO_ROOM);
    this.#campaignBytes += bytes;
    this.#campaigns.push({ stored, row: rowOf(stored, state) });
  }
}

const NO_ROOM = 'The simulator keeps no more campaigns than these; POST /control/reset forgets them.';

/** One campaign and its row beside their texts. */
const CAMPAIGN_BYTES = 512;
/** Texts of a body are of two bytes a character at most, and the row shares them. */
const CHARACTER_BYTES = 2;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
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
    answer: null,
    brokenOff: null,
    finished: false,
  };
}
