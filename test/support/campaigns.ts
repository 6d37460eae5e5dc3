import { Campaigns, type CampaignsDependencies } from '../../src/services/campaigns.js';
import { Idempotency } from '../../src/services/idempotency.js';
import { Lists } from '../../src/services/lists.js';
import { ResultWindows } from '../../src/services/result-windows.js';
import type { State } from '../../src/state/state.js';
import type { Wolkvox } from '../../src/wolkvox/client.js';

const ignore = (): void => undefined;

/** The use cases over a state and a client, without a server. Lists are never fresh, and their events are ignored. */
export function createCampaigns(
  { idempotency, snapshots, changes }: Pick<State, 'idempotency' | 'snapshots' | 'changes'>,
  wolkvox: Wolkvox,
  options: Pick<CampaignsDependencies, 'reconciler' | 'duplicateWaitMs'>,
): Campaigns {
  const lists = new Lists({
    snapshots,
    wolkvox,
    freshMs: 0,
    readMs: 1_000,
    record: ignore,
    onUnrecognized: ignore,
    onLookup: ignore,
    onCampaigns: ignore,
  });
  const resultWindows = new ResultWindows({
    wolkvox,
    freshMs: 0,
    maxRows: 60_000,
    onUnrecognized: ignore,
    onLookup: ignore,
  });
  return new Campaigns({
    lists,
    resultWindows,
    wolkvox,
    changes,
    idempotency: new Idempotency(idempotency),
    slotLeaseMs: 60_000,
    ...options,
  });
}
