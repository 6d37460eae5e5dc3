import type { Identity } from '../auth/identity.js';
import type { ContactSearch } from '../services/contact-search.js';
import type { CampaignProgressReader } from '../services/campaign-progress.js';
import type { Campaigns } from '../services/campaigns.js';
import type { Lists } from '../services/lists.js';
import type { ResultWindows } from '../services/result-windows.js';
import type { OperationRegistry, ConfiguredOperations } from '../services/operation-registry.js';
import type { Cancellation } from '../shared/cancellation.js';
import type { Localizer } from '../shared/localizer.js';
import type { Reservation } from '../shared/memory-budget.js';
import type { RequestTelemetry } from '../telemetry/events.js';
import type { CallRecord, CallContext } from '../wolkvox/client.js';
import { restrictToPermitted } from './authorization.js';
import { Loaders } from './loaders.js';

/** Services of the process, shared by all requests. */
export interface Services {
  readonly campaigns: Campaigns;
  readonly operations: ConfiguredOperations;
  readonly lists: Lists;
  readonly progress: CampaignProgressReader;
  readonly contactSearch: ContactSearch;
  readonly resultWindows: ResultWindows;
}

/** Result of a mutation, for errors of fields below it. */
export interface MutationResult {
  /** The mutation, for example `createCampaign`. */
  readonly field: string;
  /** `success`, or the code of the failure. */
  readonly outcome: string;
  /** Global id of the object that was created. */
  readonly id?: string;
}

/** Context of one request, which every resolver receives. */
export interface Context extends Omit<Services, 'operations'>, CallContext {
  readonly identity: Identity;
  /** Localizes texts for the client. */
  readonly localizer: Localizer;
  /** Operations that the caller may use. */
  readonly operations: OperationRegistry;
  /** All configured operations. */
  readonly allOperations: OperationRegistry;
  readonly logError: ErrorLog;
  /** Results of the mutations of this request, by response key. */
  readonly mutationResults: Map<string | number | undefined, MutationResult>;
  readonly loaders: Loaders;
  /** Memory that the request holds. */
  readonly reservation: Reservation;
  readonly telemetry: RequestTelemetry;
  /** Usual limits of a body, if the request exceeds them; otherwise undefined. */
  readonly largeBodyLimit: LargeBodyLimit | undefined;
}

/** Limits of a request body, in bytes and in values of its JSON. */
export interface LargeBodyLimit {
  readonly bytes: number;
  readonly values: number;
}

/** Logs an error. The caller selects the fields, which never contain input or upstream text. */
export type ErrorLog = (fields: object, message: string) => void;

/** The parts of a context that depend on the HTTP request. */
export interface ContextDependencies extends Pick<
  Context,
  'localizer' | 'telemetry' | 'reservation' | 'logError' | 'largeBodyLimit'
> {
  /** Aborted when the client disconnects. */
  readonly cancellation: Cancellation;
  /** Receives the upstream calls of the request. */
  readonly upstream: CallRecord[];
}

/** Creates the context of one request. */
export function createContext(
  { operations: allOperations, campaigns, lists, progress, contactSearch, resultWindows }: Services,
  identity: Identity,
  { localizer, cancellation, upstream, telemetry, reservation, logError, largeBodyLimit }: ContextDependencies,
): Context {
  const operations = restrictToPermitted(identity, allOperations);
  // perf: without a spread, which costs more than the rest of this function.
  return {
    identity,
    localizer,
    operations,
    allOperations,
    campaigns,
    lists,
    progress,
    contactSearch,
    resultWindows,
    mutationResults: new Map(),
    loaders: new Loaders({ lists, progress, contactSearch }, operations, identity),
    caller: { id: identity.id, cancellation },
    record: (call) => {
      upstream.push(call);
      telemetry.call(call);
    },
    telemetry,
    reservation,
    logError,
    largeBodyLimit,
  };
}
