import type { FormattedExecutionResult } from 'graphql';

import type { Identity } from '../auth/identity.js';
import type { ContactSearch } from '../services/contact-search.js';
import type { CampaignProgressReader } from '../services/campaign-progress.js';
import type { ProgressFeed } from '../services/progress-feed.js';
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
import type { LocalizedError } from './errors/localized-error.js';
import { Loaders } from './loaders.js';

/** Services of the process, shared by all requests. */
export interface Services {
  readonly campaigns: Campaigns;
  readonly operations: ConfiguredOperations;
  readonly lists: Lists;
  readonly progress: CampaignProgressReader;
  readonly contactSearch: ContactSearch;
  readonly resultWindows: ResultWindows;
  readonly feed: ProgressFeed;
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
  /** undefined: the client accepts no event stream, so it cannot subscribe. */
  readonly eventStream: EventStreamRequest | undefined;
}

/** Response to a subscription that is not started. */
export interface StreamRejection {
  readonly error: LocalizedError;
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** Event stream that the client accepts as the response. */
export interface EventStreamRequest {
  /** Counts the stream until the response ends. Returns a rejection if there are too many, or if the server shuts down. */
  readonly admit: () => StreamRejection | undefined;
  /** Set by the execution of a subscription: its results. It is here, because Apollo executes with a copy of the context. */
  results: AsyncIterator<FormattedExecutionResult, undefined> | undefined;
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
  'localizer' | 'telemetry' | 'reservation' | 'logError' | 'largeBodyLimit' | 'eventStream'
> {
  /** Aborted when the client disconnects. */
  readonly cancellation: Cancellation;
  /** Receives the upstream calls of the request. */
  readonly upstream: CallRecord[];
}

/** Creates the context of one request. */
export function createContext(
  { operations: allOperations, campaigns, lists, progress, contactSearch, resultWindows, feed }: Services,
  identity: Identity,
  {
    localizer,
    cancellation,
    upstream,
    telemetry,
    reservation,
    logError,
    largeBodyLimit,
    eventStream,
  }: ContextDependencies,
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
    feed,
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
    eventStream,
  };
}

/** Returns the context of one event of a subscription, with loaders of its own, because those of a request store what they read. */
export const contextOfEvent = (context: Context): Context => ({
  ...context,
  mutationResults: new Map(),
  loaders: new Loaders(context, context.operations, context.identity),
});
