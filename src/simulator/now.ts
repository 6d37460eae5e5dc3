/** What the control page shows and asks for each second, so small however long the demo runs. */
import type { Awaited } from './behaviour-queue.js';
import type { RecordedRequest } from './ledger.js';
import { switchOf, type SwitchName } from './page/switches.js';
import type { Simulator } from './simulator.js';

export interface Now {
  readonly behaviours: readonly (Awaited & { readonly switch: SwitchName | null })[];
  /** Newest first. */
  readonly requests: readonly ShownRequest[];
}

/** A request without its headers; `nth` counts from the first one since the start or the last reset. */
export interface ShownRequest extends Omit<RecordedRequest, 'headers' | 'body' | 'rawBody' | 'inFlight'> {
  readonly nth: number;
  /** As it came, its beginning if it is long. */
  readonly body: string;
}

export function now(simulator: Simulator): Now {
  const requests = simulator.requests();
  const dropped = simulator.droppedRequests();
  const skipped = Math.max(0, requests.length - MOST_SHOWN);
  return {
    behaviours: simulator.behaviours().map((awaited) => ({ ...awaited, switch: switchOf(awaited) })),
    requests: requests
      .slice(skipped)
      .map((request, index) => shown(request, dropped + skipped + index + 1))
      .reverse(),
  };
}

const MOST_SHOWN = 20;
const LONGEST_BODY = 4000;

function shown(
  { arrivedAt, method, path, query, rawBody, answered, answer, brokenOff, finished }: RecordedRequest,
  nth: number,
): ShownRequest {
  const body = rawBody.slice(0, LONGEST_BODY);
  return { nth, arrivedAt, method, path, query, body, answered, answer, brokenOff, finished };
}
