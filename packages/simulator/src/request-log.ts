/** Recorded requests, stored campaigns and requests in flight. */
import type { IncomingMessage } from 'node:http';
import { assertInput } from './assert.js';
import { BoundedRequests } from './bounded-requests.js';
import { NEW_CAMPAIGN, toRow, type CampaignRow, type CampaignState, type CampaignStatus } from './listing.js';
import type { Settings } from './settings.js';
import type { RecordedRequest } from './simulator-api.js';
import type { CampaignDraft, StoredCampaign } from './protocol.js';

/** Request that the simulator has not finished with. `release` frees its slot; further calls do nothing. */
export interface InFlightRequest {
  readonly record: { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };
  /** Stores the body in the record, as text and as parsed JSON. */
  setBody(body: string): void;
  release(): void;
}

/** Arbitrary: the vendor's ids are numeric strings of undocumented length. */
const FIRST_CAMPAIGN_ID = 5801;

export class RequestLog {
  readonly #requests: BoundedRequests;
  #campaigns: { readonly stored: StoredCampaign; row: CampaignRow }[] = [];
  /** Estimated memory of the campaigns. */
  #campaignBytes = 0;
  readonly #maxCampaignBytes: number;
  #nextId = FIRST_CAMPAIGN_ID;
  /** By token. */
  readonly #inFlight = new Map<string, number>();
  #mostInFlight = 0;

  constructor({ requestBytes, campaignBytes }: Pick<Settings, 'requestBytes' | 'campaignBytes'>) {
    this.#requests = new BoundedRequests(requestBytes);
    this.#maxCampaignBytes = campaignBytes;
  }

  requests(): readonly RecordedRequest[] {
    return this.#requests.all().map((request) => ({ ...request }));
  }

  /** Number of requests dropped before those of `requests`. */
  droppedRequests(): number {
    return this.#requests.dropped();
  }

  campaigns(): readonly StoredCampaign[] {
    return this.#campaigns.map(({ stored }) => ({ ...stored }));
  }

  /** Campaigns as rows of the vendor's list. */
  rows(): readonly CampaignRow[] {
    return this.#campaigns.map(({ row }) => row);
  }

  /** Returns the campaign with this id; undefined if there is none. */
  find(id: string): { readonly stored: StoredCampaign; readonly row: CampaignRow } | undefined {
    return this.#campaigns.find(({ stored }) => stored.campaign_id === id);
  }

  /** Changes the status of a campaign. Does nothing if there is no such campaign. */
  setStatus(id: string, status: CampaignStatus): void {
    const campaign = this.#campaigns.find(({ stored }) => stored.campaign_id === id);
    if (campaign) campaign.row = { ...campaign.row, status };
  }

  /** Peak of requests in flight of one token since the last `reset`, including rejected ones. */
  mostInFlight(): number {
    return this.#mostInFlight;
  }

  /** Records a request when its headers have arrived; its body follows. */
  record(request: IncomingMessage, token: 'absent' | 'invalid' | 'valid'): InFlightRequest {
    const key = String(request.headers['wolkvox-token'] ?? '');
    const inFlight = (this.#inFlight.get(key) ?? 0) + 1;
    this.#inFlight.set(key, inFlight);
    this.#mostInFlight = Math.max(this.#mostInFlight, inFlight);
    const record: InFlightRequest['record'] = describe(request, token, inFlight);
    this.#requests.add(record);
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      record.finished = true;
      const remaining = (this.#inFlight.get(key) ?? 1) - 1;
      if (remaining > 0) this.#inFlight.set(key, remaining);
      else this.#inFlight.delete(key);
    };
    const setBody = (body: string): void => {
      record.rawBody = body;
      record.body = parseJson(body);
      this.#requests.updateSize(record);
    };
    return { record, setBody, release };
  }

  /**
   * Assigns an id to a draft, and stores it if `store` is true. Ids are never reused, not even after `reset`.
   * @throws RangeError if there is no memory for another campaign
   */
  addCampaign(
    { type_campaign, body }: CampaignDraft,
    store: boolean,
    state: CampaignState = NEW_CAMPAIGN,
  ): StoredCampaign {
    const campaign_id = String(this.#nextId);
    this.#nextId += 1;
    // A campaign_id or type_campaign in the body must not override the real one.
    const stored = { ...body, campaign_name: String(body.campaign_name), campaign_id, type_campaign };
    if (store) this.#store(stored, state);
    return stored;
  }

  /** Requests in flight stay in flight and count in the new peak. */
  reset(): void {
    this.#requests.clear();
    this.#campaigns = [];
    this.#campaignBytes = 0;
    this.#mostInFlight = Math.max(0, ...this.#inFlight.values());
  }

  /** No campaign is dropped for a new one, because it would look as if it had never been created. */
  #store(stored: StoredCampaign, state: CampaignState): void {
    const bytes = CAMPAIGN_BYTES + CHARACTER_BYTES * JSON.stringify(stored).length;
    assertInput(this.#campaignBytes + bytes <= this.#maxCampaignBytes, NO_ROOM);
    this.#campaignBytes += bytes;
    this.#campaigns.push({ stored, row: toRow(stored, state) });
  }
}

const NO_ROOM = 'The simulator has no memory for another campaign; POST /control/reset clears them.';

/** Estimate for one campaign and its row without their texts. */
const CAMPAIGN_BYTES = 512;
/** A character takes at most two bytes, and the row shares the texts. */
const CHARACTER_BYTES = 2;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Returns the path without the query. Never throws, whatever the request line is. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function describe(request: IncomingMessage, token: 'absent' | 'invalid' | 'valid', inFlight: number): RecordedRequest {
  const path = pathOf(request);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = [value].flat().join(', ');
  // An empty header is recorded as invalid, although the response treats it as missing.
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
