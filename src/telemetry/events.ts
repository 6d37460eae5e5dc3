import type { ServerResponse } from 'node:http';

import type { OperationTypeNode } from 'graphql';

import type { CampaignType } from '../domain/campaign.js';
import type { CallRecord } from '../wolkvox/client.js';

/** Called once per GraphQL request over HTTP, before the request is parsed. */
export type StartTelemetry = (request: ObservedRequest) => RequestTelemetry;

export interface ObservedRequest {
  readonly requestId: string;
  /** Id of the authenticated caller; undefined if the request is unauthenticated. */
  readonly actor: string | undefined;
  /** Value of the header, not validated. */
  readonly traceparent: unknown;
}

/** Telemetry of one request. No event contains input, upstream text or a secret. */
export interface RequestTelemetry {
  /** The request is valid HTTP and JSON, and is now parsed as GraphQL. Later calls are ignored. */
  begin(): void;
  /** True after `begin`. */
  readonly begun: boolean;
  call(call: CallRecord): void;
  mutation(record: MutationRecord): void;
  responseCacheHit(): void;
  /** The request has its response. Later calls are ignored. */
  end(operation: OperationRecord): void;
}

export interface OperationRecord {
  /** Operation name in the document; undefined if it has none. */
  readonly name: string | undefined;
  /** Undefined for an invalid operation, which has no name either. */
  readonly kind: `${OperationTypeNode}` | undefined;
  readonly codes: readonly unknown[];
}

/** Result of a mutation, for metrics and the audit log. */
export interface MutationRecord {
  /** The mutation, for example `createCampaign`. */
  readonly mutation: string;
  /** Id of the operation in the input; undefined if no such operation exists. */
  readonly operationId: string | undefined;
  /** Type of a campaign that was to be created; undefined for other mutations. */
  readonly type: CampaignType | undefined;
  /** Number of contacts that the caller confirmed; undefined for mutations without a confirmation. */
  readonly confirmedContacts: number | undefined;
  /** Numbers of contacts of a mutation that adds contacts; undefined for other mutations. */
  readonly contacts: ContactCounts | undefined;
  /** `success` or the code of the failure. */
  readonly outcome: string;
  /** Number in wolkvox of what the mutation changed, or may have changed; undefined if it is unknown or nothing was changed. */
  readonly entityId: string | undefined;
  /** True for the result of another request, either earlier or concurrent. */
  readonly replayed: boolean;
  readonly hasIdempotencyKey: boolean;
}

/** Numbers of contacts of a mutation. All but `requested` are undefined if it failed. */
export interface ContactCounts {
  /** In the input. */
  readonly requested: number;
  /** Sent to wolkvox. */
  readonly sent?: number;
  readonly accepted?: number;
  /** Rejected by this server or by wolkvox. */
  readonly rejected?: number;
}

/** Counts HTTP responses, each once. */
export interface ResponseCounter {
  /** Counts this response when it is sent or its connection is closed. Call it when the status is known. */
  follow(response: ServerResponse): void;
  /** Counts a response to malformed HTTP, for which Node creates no ServerResponse. */
  raw(status: number): void;
}
