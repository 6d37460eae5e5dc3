import type { FastifyRequest, preParsingHookHandler } from 'fastify';

import { REQUEST_BYTES, type MemoryBudget, type Reservation } from '../shared/memory-budget.js';
import { OVERLOADED } from '../graphql/errors/localized-error.js';
import { sendError } from './http-errors.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Memory reserved for the request body; released when the body is read. */
    bodyReservation: Reservation | null;
  }
}

/**
 * Reserves memory for the request body before reading it, so that clients that stall mid-body are counted against the
 * budget. Run it after the check of the length. It is released when the request or its response ends, at the latest.
 */
export const reserveBodyMemory =
  (memoryBudget: MemoryBudget, bodyBytes: number): preParsingHookHandler =>
  (request, reply, _body, done) => {
    const bytes = bodyBytesToReserve(request, bodyBytes);
    const reservation = bytes === 0 ? null : memoryBudget.reserve(bytes);
    if (reservation === undefined) {
      void sendError(reply, 503, OVERLOADED);
      return;
    }
    request.bodyReservation = reservation;
    if (reservation !== null)
      // Both events are needed. After a disconnect a queued response does not close; a rejected body may still arrive.
      for (const end of [request.raw, reply.raw]) end.once('close', () => reservation.release());
    done();
  };

/**
 * Returns the bytes to reserve: the usual maximum if the length is unknown, because longer ones are rejected. Returns 0
 * for a body that is smaller than the fixed cost of a request. perf: most bodies are that small.
 */
function bodyBytesToReserve({ method, headers }: FastifyRequest, bodyBytes: number): number {
  if (method !== 'POST') return 0;
  if (headers['transfer-encoding'] !== undefined) return bodyBytes;
  const bytes = Number(headers['content-length'] ?? 0);
  return bytes <= REQUEST_BYTES ? 0 : bytes;
}
