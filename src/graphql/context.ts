import type { Campaigns } from '../service/campaigns.js';
import type { Operations } from '../service/operations.js';
import type { CallRecord } from '../wolkvox/client.js';

/** What the process offers to every request. */
export interface Services {
  readonly campaigns: Campaigns;
  readonly operations: Operations;
}

/** What a resolver is given: the services, and where its upstream calls and its faults go. */
export interface Context extends Services {
  readonly record: (call: CallRecord) => void;
  readonly fault: FaultLog;
}

/** Writes what an operator must know. The fields are white-listed by whoever calls it: no input, no upstream text. */
export type FaultLog = (fields: object, message: string) => void;
