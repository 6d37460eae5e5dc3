/** Status for the control page, which polls it each second. Its size is bounded. */
import type { PendingBehaviour } from './behaviour-queue.js';
import { switchOf, type SwitchName } from './page/switches.js';
import type { CampaignSummary } from './campaigns.js';
import type { Readings } from './readings.js';
import type { RecordedRequest, Simulator } from './simulator-api.js';

export interface SimulatorStatus {
  readonly behaviours: readonly (PendingBehaviour & { readonly switch: SwitchName | null })[];
  readonly readings: Readings;
  /** Newest first. */
  readonly campaigns: readonly CampaignSummary[];
  /** Number of all campaigns. */
  readonly campaignCount: number;
  /** Newest first. */
  readonly requests: readonly RequestSummary[];
}

/** Request without its headers; `nth` counts from 1 since the start or the last reset. */
export interface RequestSummary extends Omit<RecordedRequest, 'headers' | 'body' | 'rawBody' | 'inFlight'> {
  readonly nth: number;
  /** Raw body, truncated. */
  readonly body: string;
}

export function simulatorStatus(simulator: Simulator): SimulatorStatus {
  const requests = simulator.requests();
  const dropped = simulator.droppedRequests();
  const skipped = Math.max(0, requests.length - MAX_REQUESTS);
  const newest = simulator.newestCampaigns(MAX_CAMPAIGNS);
  return {
    behaviours: simulator.behaviours().map((awaited) => ({ ...awaited, switch: switchOf(awaited) })),
    readings: simulator.readings(),
    campaigns: newest.campaigns.map((campaign) => ({ ...campaign, name: campaign.name.slice(0, MAX_NAME_LENGTH) })),
    campaignCount: newest.total,
    requests: requests
      .slice(skipped)
      .map((request, index) => summarize(request, dropped + skipped + index + 1))
      .reverse(),
  };
}

const MAX_REQUESTS = 20;
const MAX_CAMPAIGNS = 10;
const MAX_NAME_LENGTH = 100;
const MAX_BODY_LENGTH = 4000;

function summarize(
  { arrivedAt, method, path, query, rawBody, answered, answer, brokenOff, finished }: RecordedRequest,
  nth: number,
): RequestSummary {
  const body = rawBody.slice(0, MAX_BODY_LENGTH);
  return { nth, arrivedAt, method, path, query, body, answered, answer, brokenOff, finished };
}
