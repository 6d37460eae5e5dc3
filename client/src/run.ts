import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { getOperationAST, OperationTypeNode, type DocumentNode } from 'graphql';

import { RequestFailed, type ResponseError } from './request-failed.js';

/**
 * Sends a document and returns its data. Throws `RequestFailed` if there is no data, or if an error made a root field
 * null. Smaller failures leave null in the data and are passed to `onPartial`.
 */
export type Run = <D, V>(document: TypedDocumentNode<D, V>, variables: V, options?: RunOptions) => Promise<D>;

export interface RunOptions {
  /** Stops waiting, with the code ABORTED. The server continues with a sent request. */
  readonly signal?: AbortSignal | undefined;
  /** Receives errors below the root fields. */
  readonly onPartial?: ((failed: RequestFailed) => void) | undefined;
}

/** Response, whatever the transport. Without data and errors it is not a GraphQL response. */
export interface ClientResponse {
  readonly data?: unknown;
  readonly errors?: readonly ResponseError[] | undefined;
  readonly httpStatus?: number | undefined;
}

export interface OutgoingRequest {
  readonly document: DocumentNode;
  readonly variables: object;
  readonly mutation: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Creates a Run from a function that sends a request and throws if there is no response. */
export function createRun(send: (sending: OutgoingRequest) => Promise<ClientResponse>): Run {
  return async <D, V>(document: TypedDocumentNode<D, V>, variables: V, { signal, onPartial }: RunOptions = {}) => {
    const mutation = isMutation(document);
    if (signal?.aborted === true)
      throw new RequestFailed({ mutation, code: 'ABORTED', sent: false, cause: signal.reason });
    const response = await unlessAborted(
      send({ document, variables: variables as object, mutation, signal }),
      signal,
    ).catch((cause: unknown) => {
      throw new RequestFailed({ mutation, code: signal?.aborted === true ? 'ABORTED' : 'NETWORK', cause });
    });
    return dataOf(response, mutation, onPartial) as D;
  };
}

function dataOf(
  { data, errors = [], httpStatus }: ClientResponse,
  mutation: boolean,
  onPartial: RunOptions['onPartial'],
): object {
  const failed = (): RequestFailed =>
    new RequestFailed({
      mutation,
      code: errors.length === 0 ? 'UNREADABLE' : undefined,
      errors,
      data: data ?? undefined,
      httpStatus,
    });
  if (!isRecord(data) || errors.some((error) => nullsRootField(error, data))) throw failed();
  if (errors.length > 0) onPartial?.(failed());
  return data;
}

/** Returns true if the error made a root field null. An error without a path matches any null field. */
const nullsRootField = ({ path }: ResponseError, data: Readonly<Record<string, unknown>>): boolean =>
  path === undefined ? Object.values(data).includes(null) : data[String(path[0])] === null;

const isMutation = (document: DocumentNode): boolean =>
  getOperationAST(document)?.operation === OperationTypeNode.MUTATION;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Parses a response body of any content. */
export function readBody(body: string, httpStatus: number): ClientResponse {
  const parsed = parse(body);
  if (!isRecord(parsed)) return { httpStatus };
  const { data, errors } = parsed;
  return { data, errors: Array.isArray(errors) ? (errors as ResponseError[]) : undefined, httpStatus };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
