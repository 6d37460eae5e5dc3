import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import type { LocalizedText } from '../shared/i18n.js';
import { Localizer } from '../shared/localizer.js';
import { badRequest, errorBody } from './http-errors.js';
import { lingeringClose } from './lingering-close.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Status and text for errors of the HTTP parser, by their code; other errors are 400. */
const PARSER_ERRORS: Readonly<Record<string, readonly [number, LocalizedText]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, { en: 'The request did not arrive in time.', es: 'La solicitud no llegó a tiempo.' }],
  HPE_HEADER_OVERFLOW: [
    431,
    {
      en: 'The URL and the headers are too large.',
      es: 'La dirección y los encabezados son demasiado grandes.',
    },
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    413,
    {
      en: 'The chunk extensions are too large.',
      es: 'Las extensiones de un fragmento (chunk) son demasiado grandes.',
    },
  ],
};
const MALFORMED = [400, { en: 'The request is not valid HTTP.', es: 'Esto no es HTTP.' }] as const;

/**
 * Sends an error for malformed HTTP and closes the connection. `accepted` is the Accept-Language header, if it was
 * received. Returns the status.
 */
export function sendRawError(socket: Socket, code: string | undefined, accepted: string | undefined): number {
  const [status, message] = PARSER_ERRORS[code ?? ''] ?? MALFORMED;
  const { headers, body } = rawErrorResponse(message, accepted);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  lingeringClose(socket);
  return status;
}

/** Returns headers and body of an error that Fastify does not send. */
export function rawErrorResponse(message: LocalizedText, accepted: string | undefined) {
  const localizer = new Localizer(accepted);
  const body = JSON.stringify(errorBody(badRequest(message), localizer));
  const headers = {
    ...SECURITY_HEADERS,
    vary: 'Accept-Language',
    'content-language': localizer.usedLocale,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  return { headers, body };
}
