import type { CampaignIdStore } from './campaign-id-store.js';
import type { ChangeStore } from './change-store.js';
import type { IdempotencyStore } from './idempotency-store.js';
import type { QuotaStore } from './quota-store.js';
import type { SlotStore } from './slot-store.js';
import type { SnapshotStore } from './snapshot-store.js';

/**
 * The stores of one process: in memory (memory/), in memory and DATA_DIR (embedded/), or shared by all replicas in Redis (redis/).
 * All kinds must change together, and the same tests run over them. Each method of a store is one atomic step on one clock. A
 * method rejects with StateUnavailableError if the state cannot be reached, and with StateCommandError if the step fails.
 */
export interface State {
  readonly slots: SlotStore;
  readonly quota: QuotaStore;
  readonly idempotency: IdempotencyStore;
  readonly campaignIds: CampaignIdStore;
  readonly snapshots: SnapshotStore;
  readonly changes: ChangeStore;
  /** Returns true if new calls can be admitted. */
  ready(): boolean;
  close(): Promise<void>;
}
