import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

import type { Sentence } from '../../domain/language.js';
import { Speech } from '../speech.js';
import { badRequest, refusalBody } from './answers.js';
import { closeLingering } from './lingering-close.js';
import { SECURITY_HEADERS } from './security-headers.js';

/** Text of ours for what node's parser refuses, by its code; anything else is a 400. */
const REFUSALS: Readonly<Record<string, readonly [number, Sentence]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, { en: 'The request did not arrive in time.', es: 'La solicitud no llegó a tiempo.' }],
  HPE_HEADER_OVERFLOW: [
    431,
    {
      en: 'The address and the headers are too large.',
      es: 'La dirección y los encabezados son demasiado grandes.',
    },
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    413,
    {
      en: 'The extensions of a chunk are too large.',
      es: 'Las extensiones de un fragmento (chunk) son demasiado grandes.',
    },
  ],
};
const MALFORMED = [400, { en: 'This is not HTTP.', es: 'Esto no es HTTP.' }] as const;

/**
 * Says why what was sent is no request, and closes the connection; `accepted` is the header Accept-Language where it came
 * as far as that. Answers the status.
 */
export function refuseConnection(socket: Socket, code: string | undefined, accepted: string | undefined): number {
  const [status, sentence] = REFUSALS[code ?? ''] ?? MALFORMED;
  const { headers, body } = rawAnswer(sentence, accepted);
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  closeLingering(socket);
  return status;
}

/** What is answered where fastify has no part in it. */
export function rawAnswer(sentence: Sentence, accepted: string | undefined) {
  const speech = new Speech(accepted);
  const body = JSON.stringify(refusalBody(badRequest(sentence), speech));
  const headers = {
    ...SECURITY_HEADERS,
    vary: 'Accept-Language',
    'content-language': speech.spoken,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  };
  return { headers, body };
}
