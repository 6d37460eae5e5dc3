import type { FastifyReply } from 'fastify';

/** Adds names to those of headers that an answer hangs on: others have a word there, too, CORS among them. */
export function addVary(reply: FastifyReply, names: string): void {
  const varies = reply.getHeader('vary');
  void reply.header('vary', varies === undefined ? names : `${String(varies)}, ${names}`);
}
