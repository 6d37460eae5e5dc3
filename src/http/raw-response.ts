import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { badRequest } from './http-errors.js';
import { lingeringClose } from './lingering-close.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Status and text for errors of the HTTP parser, by their code; other errors are 400. */
const PARSER_ERRORS: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The URL and the headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions are too large.'],
};
const MALFORMED = [400, 'The request is not valid HTTP.'] as const;

/** Sends an error for malformed HTTP and closes the connection. Returns the status. */
export function sendRawError(socket: Socket, code: string | undefined): number {
  const [status, message] = PARSER_ERRORS[code ?? ''] ?? MALFORMED;
  const { headers, body } = rawErrorResponse(message);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  lingeringClose(socket);
  return status;
}

/** Returns headers and body of an error that Fastify does not send. */
export function rawErrorResponse(text: string) {
  const { code, message } = badRequest(text);
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  return { headers, body };
}
