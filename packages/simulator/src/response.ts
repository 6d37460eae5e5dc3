/** Answers in the vendor's envelope, and their transmission: complete, partial or none. */
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Answer, BreakOff } from './protocol.js';

/**
 * Returns a rejection in the vendor's envelope: code, HTTP phrase, the text that identifies the reason, and rarely
 * data.
 */
export function refusal(code: number, msg: string, data?: readonly object[]): Answer {
  const error = STATUS_CODES[code] ?? 'Error';
  return { status: code, body: { code, error, msg, ...(data && { data }) } };
}

/** Returns the vendor's answer to a read with results. The code is also the HTTP status. */
export function success(data: readonly object[]): Answer {
  return { status: 200, body: { code: 200, error: null, msg: `${data.length} records were found`, data } };
}

/** Returns the vendor's answer to a write without data. The code is also the HTTP status. */
export function accepted(msg: string): Answer {
  return { status: 202, body: { code: 202, error: null, msg } };
}

export function sendAnswer(response: ServerResponse, answer: Answer): void {
  const bytes = writeHead(response, answer);
  response.end(bytes);
}

/** Returns the body as it is sent. */
export function bodyText({ body }: Answer): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** Ends the connection by `breakOff` instead of sending `answer`. The request has been read by then. */
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
    const bytes = writeHead(response, answer);
    // Announces at least one byte, so that an empty body can be cut too.
    response.setHeader('content-length', Math.max(1, bytes.length));
    response.flushHeaders();
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => socket.destroy());
  }
}

function writeHead(response: ServerResponse, answer: Answer): Buffer {
  const { status, headers } = answer;
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  return Buffer.from(bodyText(answer));
}
