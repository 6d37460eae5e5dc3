import type { FastifyReply } from 'fastify';

import type { Speech } from '../speech.js';

/** Adds a header to those that the answer depends on: CORS has a word there, too. */
export function addVary(reply: FastifyReply, vary: string): void {
  const varies = reply.getHeader('vary');
  void reply.header('vary', varies === undefined ? vary : `${String(varies)}, ${vary}`);
}

/** What HTTP has to say of the language. Of an answer without words of ours nothing: it is the same in each. */
export function tellLanguage(reply: FastifyReply, { spoken }: Speech): void {
  if (spoken === undefined) return;
  void reply.header('content-language', spoken);
  addVary(reply, 'Accept-Language');
}
