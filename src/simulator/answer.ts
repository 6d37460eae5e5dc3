/** Answers in the vendor's envelope, and how an answer reaches the wire: whole, in part, or never. */
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { BreakOff } from './behaviour.js';

export interface Answer {
  /** HTTP status, 200 to 599. */
  readonly status: number;
  /** Sent as it is when a string, as JSON when an object. */
  readonly body: string | object;
  /** Added to, or instead of, `content-type: application/json; charset=utf-8`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal as the vendor words it: code, an error phrase such as "Not Found", the text that tells refusals apart, seldom data. */
export function refusal(code: number, msg: string, data?: readonly object[]): Answer {
  const error = STATUS_CODES[code] ?? 'Error';
  return { status: code, body: { code, error, msg, ...(data && { data }) } };
}

/** The vendor's answer to a read that has something to show. `code` is also the HTTP status. */
export function found(data: readonly object[]): Answer {
  return { status: 200, body: { code: 200, error: null, msg: `${data.length} records were found`, data } };
}

export function sendAnswer(response: ServerResponse, answer: Answer): void {
  const bytes = begin(response, answer);
  response.end(bytes);
}

/** The body as it is sent. */
export function textOf({ body }: Answer): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Ends the connection as `breakOff` says; `answer` is what would have been sent. The request has been read by then. */
export function breakOffAnswer(response: ServerResponse, answer: Answer, breakOff: Exclude<BreakOff, 'hang'>): void {
  const socket = response.socket;
  if (!socket) return;
  if (breakOff === 'before-answer') {
    socket.resetAndDestroy();
  } else if (breakOff === 'mid-headers') {
    socket.write(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\nContent-Ty`, () =>
      socket.destroy(),
    );
  } else {
    const bytes = begin(response, answer);
    // At least one byte is promised, so that an empty body can be cut short too.
    response.setHeader('content-length', Math.max(1, bytes.length));
    response.flushHeaders();
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => socket.destroy());
  }
}

function begin(response: ServerResponse, answer: Answer): Buffer {
  const { status, headers } = answer;
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  return Buffer.from(textOf(answer));
}
