import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { getOperationAST, OperationTypeNode, type DocumentNode } from 'graphql';

import { RequestFailed, type AnsweredError } from './request-failed.js';

/**
 * Sends a document and gives its data. Throws `RequestFailed` where there is none, or a field of its root is null beside
 * an error. Where less failed, what could not be read is null, and `onPartial` is told.
 */
export type Run = <D, V>(document: TypedDocumentNode<D, V>, variables: V, options?: RunOptions) => Promise<D>;

export interface RunOptions {
  /** Ends the waiting, with the code ABORTED. What was sent goes on at the server. */
  readonly signal?: AbortSignal | undefined;
  /** Told what failed below the fields that there are. */
  readonly onPartial?: ((failed: RequestFailed) => void) | undefined;
}

/** What came back, however it was sent. Without data and errors it was no answer of GraphQL. */
export interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly AnsweredError[] | undefined;
  readonly httpStatus?: number | undefined;
}

export interface Sending {
  readonly document: DocumentNode;
  readonly variables: object;
  readonly mutation: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Makes a Run of a way to send, which throws where nothing came back. */
export function runBy(send: (sending: Sending) => Promise<Answered>): Run {
  return async <D, V>(document: TypedDocumentNode<D, V>, variables: V, { signal, onPartial }: RunOptions = {}) => {
    const mutation = isMutation(document);
    if (signal?.aborted === true)
      throw new RequestFailed({ mutation, code: 'ABORTED', sent: false, cause: signal.reason });
    const answered = await unlessAborted(
      send({ document, variables: variables as object, mutation, signal }),
      signal,
    ).catch((cause: unknown) => {
      throw new RequestFailed({ mutation, code: signal?.aborted === true ? 'ABORTED' : 'NETWORK', cause });
    });
    return dataOf(answered, mutation, onPartial) as D;
  };
}

function dataOf(
  { data, errors = [], httpStatus }: Answered,
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
  if (!isRecord(data) || errors.some((error) => took(error, data))) throw failed();
  if (errors.length > 0) onPartial?.(failed());
  return data;
}

/** Whether the error took a field of the root. One without a path may have taken any. */
const took = ({ path }: AnsweredError, data: Readonly<Record<string, unknown>>): boolean =>
  path === undefined ? Object.values(data).includes(null) : data[String(path[0])] === null;

const isMutation = (document: DocumentNode): boolean =>
  getOperationAST(document)?.operation === OperationTypeNode.MUTATION;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return answer;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** The answer that a body holds, whatever it is. */
export function readBody(body: string, httpStatus: number): Answered {
  const parsed = parse(body);
  if (!isRecord(parsed)) return { httpStatus };
  const { data, errors } = parsed;
  return { data, errors: Array.isArray(errors) ? (errors as AnsweredError[]) : undefined, httpStatus };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
