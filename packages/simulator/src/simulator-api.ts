/** Interface of the simulator and of the requests that it records. */
import type { PendingBehaviour } from './behaviour-queue.js';
import type { CampaignStore } from './campaigns.js';
import type { BoardChanges } from './board.js';
import type { ContactFields } from './contact-fields.js';
import type { StoredContact } from './contacts.js';
import type { ExistingCampaign, ExistingSkill } from './fixtures.js';
import type { CampaignStatus, SkillRow } from './listing.js';
import type { Behaviour } from './parse-behaviour.js';
import type { BreakOff, StoredCampaign } from './protocol.js';
import type { Readings } from './readings.js';
import type { ResultSource } from './results.js';

export interface RecordedRequest {
  /** ISO 8601, UTC. */
  readonly arrivedAt: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Last value of a repeated name, as in PHP. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. The token is never stored: the value of wolkvox-token is 'valid' or 'invalid'. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; null if it is not JSON or has not fully arrived. */
  readonly body: unknown;
  readonly rawBody: string;
  /** Requests of the same token in flight on arrival, including this one. */
  readonly inFlight: number;
  /** HTTP status sent; null while in flight, if the answer was broken off, or if the client disconnected before it. */
  readonly answered: number | null;
  /** Start of the body sent, at most 1000 characters; null if `answered` is null. */
  readonly answer: string | null;
  /** How the answer was broken off; null if it was not. */
  readonly brokenOff: BreakOff | null;
  /** True when the simulator has finished with it. */
  readonly finished: boolean;
}

export interface Simulator {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /**
   * Requests to /api/v2/ since the start or the last reset, in order of arrival. `answered` is null while one is in
   * flight. Cross-origin requests are not recorded. The oldest are dropped beyond `requestBytes`.
   */
  requests(): readonly RecordedRequest[];
  /** Number of requests dropped before those of `requests()`. */
  droppedRequests(): number;
  /** Campaigns created or added since the start or the last reset, in order of id. */
  campaigns(): readonly StoredCampaign[];
  /** The last `count` campaigns, the newest first, and the number of all. */
  newestCampaigns(count: number): ReturnType<CampaignStore['newest']>;
  /** Returns the status of a campaign; undefined if there is no such campaign. */
  statusOf(campaignId: string): CampaignStatus | undefined;
  /**
   * Contacts that a campaign stores, in order of addition: each record as it was sent, with result, calls and conn_id.
   * Empty if there is no such campaign. The contacts that `records` of `addCampaign` counts are not known.
   */
  contactsOf(campaignId: string): readonly StoredContact[];
  /** Skills as rows of the vendor's list, in order of addition. */
  skills(): readonly SkillRow[];
  /**
   * Peak of requests in flight of one token since the start or the last reset, including rejected ones. A request
   * counts until the simulator finishes with it, also if its client disconnects first.
   */
  mostInFlight(): number;
  /** Calls that used today's quota: all with the valid token, including rejected, broken-off and excess ones. */
  spent(): number;
  /** Adds a campaign without an API call, and returns its id. @throws RangeError if it is invalid */
  addCampaign(campaign: ExistingCampaign): string;
  /**
   * Adds contacts to a campaign without an API call, even those that add_record would reject. A `result` is that of
   * their only call; `call` is an object with its `result`, and optionally `date`, `telephone`, `agentId` and
   * `activityCode`.
   * @throws RangeError if there is no such campaign, or if a contact has no customer_id
   */
  addContacts(campaignId: string, contacts: readonly ContactFields[]): void;
  /**
   * Sets the result of the last call of every stored contact with this customer id.
   * @throws RangeError if there is no such contact
   */
  setResult(campaignId: string, customerId: string, result: string): void;
  /**
   * Adds results of calls to the report `detail`, in any order, also of contacts that the campaign does not store. A
   * function makes the results of each window, so that many need no memory.
   * @throws RangeError if there is no such campaign, or if a result is invalid; MemoryFullError if they do not fit
   */
  addResults(campaignId: string, results: ResultSource): void;
  /**
   * Sets how the row of a campaign on the board differs from the usual one. Replaces what was set before; `{}` restores
   * the usual row.
   * @throws RangeError if there is no such campaign, or if the changes are invalid
   */
  setBoard(campaignId: string, changes: BoardChanges): void;
  /**
   * Calls the next contacts of every running predictive campaign, in order of addition, and returns the number of calls.
   * Each call has a result that depends only on the campaign and the contact. Contacts that were called are not called
   * again.
   * @param count contacts of each campaign @default 1
   * @throws RangeError if `count` is not a whole number from 1
   */
  dial(count?: number): number;
  /** Adds a skill, and returns its id. @throws RangeError if it is invalid or its id exists */
  addSkill(skill: ExistingSkill): string;
  /** Sets the behaviour of the next requests. @throws RangeError with a message for the client if it is invalid */
  behave(behaviour: Behaviour): void;
  /** Behaviours that still apply to requests, in order of use. */
  behaviours(): readonly PendingBehaviour[];
  /** Readings in effect. */
  readings(): Readings;
  /** Changes readings of the vendor's open facts. @throws RangeError with a message for the client if one is invalid */
  setReadings(changes: Partial<Readings>): void;
  /** Clears the behaviours only. */
  normal(): void;
  /**
   * Clears requests, campaigns, contacts, added skills, behaviours and used quota, and restores the initial skills,
   * campaigns and readings.
   * - Generated ids are never reused; the id that a test set for a skill may be set again.
   * - A request without a connected client is in flight no longer. Other requests continue.
   */
  reset(): void;
  /** Stops listening and closes all connections. Further calls do nothing. */
  close(): Promise<void>;
}
