import type { ServerResponse } from 'node:http';

import type { OperationTypeNode } from 'graphql';

import type { CampaignType } from '../domain/campaign.js';
import type { CallRecord } from '../wolkvox/client.js';

/** Called once per GraphQL request over HTTP, before it is read. */
export type Watch = (request: WatchedRequest) => RequestWatch;

export interface WatchedRequest {
  readonly requestId: string;
  /** The caller's proven identity; undefined where nobody has proven one. */
  readonly who: string | undefined;
  /** As the header of that name has it: anything at all. */
  readonly traceparent: unknown;
}

/** What a request tells those who watch over it. Nothing it tells holds input, upstream text or a secret. */
export interface RequestWatch {
  /** It is a request as HTTP and JSON go, and is now read as GraphQL. */
  begin(): void;
  /** Whether it got that far. */
  readonly begun: boolean;
  call(call: CallRecord): void;
  /** A creation was answered or denied. */
  creation(creation: CreationRecord): void;
  /** The answer is an earlier one, given again. */
  keptAnswer(): void;
  /** It is answered; what is told after the first time is not heard. */
  end(operation: OperationRecord): void;
}

export interface OperationRecord {
  /** The caller's own name of it; undefined where it has none. */
  readonly name: string | undefined;
  /** Undefined where it is no valid operation, which then has no name either. */
  readonly kind: `${OperationTypeNode}` | undefined;
  /** The codes of errors[], in their order. */
  readonly codes: readonly unknown[];
}

export interface CreationRecord {
  /** The operation that was meant; undefined where there is no such one. */
  readonly operationId: string | undefined;
  readonly type: CampaignType;
  /** `success`, or the code of what kept it from being one. */
  readonly outcome: string;
  readonly campaignId: string | undefined;
  /** Whether it is the answer of another request, an earlier one or one that it waited for. */
  readonly replayed: boolean;
  /** Whether an idempotency key was given. */
  readonly keyed: boolean;
}

/** Counts HTTP responses, each once. */
export interface ResponseCounter {
  /** Counts this response when it is sent or its connection is closed. To be called when its status is known. */
  follow(response: ServerResponse): void;
  /** Counts an answer to what is not an HTTP request, which never was a response of node's. */
  raw(status: number): void;
}
