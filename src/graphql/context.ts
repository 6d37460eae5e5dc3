import type { Campaigns } from '../service/campaigns.js';
import type { Operations } from '../service/operations.js';
import type { CallRecord } from '../wolkvox/client.js';

/** What the process offers to every request. */
export interface Services {
  readonly campaigns: Campaigns;
  readonly operations: Operations;
}

/** What a resolver is given: the services, and where its upstream calls and faults are recorded. */
export interface Context extends Services {
  readonly record: (call: CallRecord) => void;
  readonly log: RequestLog;
}

/** As much of a logger as the GraphQL layer uses. */
export interface RequestLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
