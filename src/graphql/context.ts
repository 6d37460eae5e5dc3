import type { Campaigns } from '../service/campaigns.js';
import type { Lists } from '../service/lists.js';
import type { Directory, Operations } from '../service/operations.js';
import type { Request } from '../wolkvox/client.js';
import type { Identity } from '../access/identity.js';
import type { Reads } from './reads.js';
import type { Stay } from './room.js';
import type { Speech } from './speech.js';
import type { RequestWatch } from './watch.js';

/** What the process offers to every request. */
export interface Services {
  readonly campaigns: Campaigns;
  readonly operations: Operations;
  readonly lists: Lists;
}

/** What errors below a creation tell of it: `success` or the code of its failure, and the global id of the campaign. */
export interface ToldCreation {
  readonly outcome: string;
  readonly id?: string;
}

/** What a resolver is given: the services, who asks, and where the upstream calls and the faults go. */
export interface Context extends Omit<Services, 'operations'>, Request {
  readonly identity: Identity;
  /** What is said to the caller. */
  readonly speech: Speech;
  /** Those that the caller may use. */
  readonly operations: Directory;
  /** Those that there are. */
  readonly configured: Directory;
  readonly fault: FaultLog;
  /** What the creations of this request came to, by their response keys. */
  readonly creations: Map<string | number | undefined, ToldCreation>;
  /** What this request reads. */
  readonly reads: Reads;
  /** The memory that it may hold. */
  readonly stay: Stay;
  /** To be told what the request does, for those who watch. */
  readonly watch: RequestWatch;
}

/** Writes what an operator must know. The fields are white-listed by whoever calls it: no input, no upstream text. */
export type FaultLog = (fields: object, message: string) => void;
