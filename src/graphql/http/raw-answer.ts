import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import { badRequest } from './answers.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Text of ours for what node's parser refuses, by its code; anything else is a 400. */
const REFUSALS: Readonly<Record<string, readonly [number, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The extensions of a chunk are too large.'],
};
const MALFORMED = [400, 'This is not HTTP.'] as const;

/** Says why what was sent is no request, and closes the connection. Answers the status. */
export function refuseConnection(socket: Socket, code: string | undefined): number {
  const [status, message] = REFUSALS[code ?? ''] ?? MALFORMED;
  const { headers, body } = rawAnswer(message);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  // Whoever is still sending is heard out for a moment: closed upon, TCP would take the answer back.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
  return status;
}

const LINGER_MS = 1000;

/** What is answered where fastify has no part in it. */
export function rawAnswer(message: string) {
  const body = JSON.stringify(badRequest(message));
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  return { headers, body };
}
