import type { FastifyRequest, preParsingHookHandler } from 'fastify';

import { REQUEST_BYTES, type Room, type Stay } from '../room.js';
import { OVERLOADED, refuse } from './answers.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is held for its body while that arrives; to be given up once it is read. */
    arriving: Stay | null;
  }
}

/**
 * Holds room for a body before the first byte of it is kept: whoever sends all but the end of it, and waits, would hold
 * memory that nobody counts. It is given up, at the latest, where the request or its answer ends in any way.
 */
export const holdArriving =
  (room: Room, bodyBytes: number): preParsingHookHandler =>
  (request, reply, _body, done) => {
    const bytes = bytesToCome(request, bodyBytes);
    const stay = bytes === 0 ? null : room.enter(bytes);
    if (stay === undefined) {
      void refuse(reply, 503, OVERLOADED);
      return;
    }
    request.arriving = stay;
    if (stay !== null)
      // Both: a connection that breaks tells an answer nothing that waits behind another; a body that is refused may still come.
      for (const end of [request.raw, reply.raw]) end.once('close', () => stay.leave());
    done();
  };

/**
 * Of a body whose length is not told as much as may come; more than that is never kept. None of one that is smaller than what
 * its connection costs anyway: most are, and each would pay for being counted.
 */
function bytesToCome({ method, headers }: FastifyRequest, bodyBytes: number): number {
  if (method !== 'POST') return 0;
  if (headers['transfer-encoding'] !== undefined) return bodyBytes;
  const bytes = Math.min(Number(headers['content-length'] ?? 0), bodyBytes);
  return bytes <= REQUEST_BYTES ? 0 : bytes;
}
