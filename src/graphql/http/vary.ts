import type { FastifyReply } from 'fastify';

import type { Speech } from '../speech.js';

/** Adds headers, with commas between, to those that the answer depends on, each once: CORS has a word there, too. */
export function addVary(reply: FastifyReply, vary: string): void {
  const varies = reply.getHeader('vary');
  const named = varies === undefined ? [] : namesOf(String(varies));
  const isNamed = (name: string): boolean => named.some((other) => other.toLowerCase() === name.toLowerCase());
  void reply.header('vary', [...named, ...namesOf(vary).filter((name) => !isNamed(name))].join(', '));
}

const namesOf = (list: string): string[] => list.split(',').map((name) => name.trim());

/** What HTTP has to say of the language. Of an answer without words of ours nothing: it is the same in each. */
export function tellLanguage(reply: FastifyReply, { spoken }: Speech): void {
  if (spoken === undefined) return;
  void reply.header('content-language', spoken);
  addVary(reply, 'Accept-Language');
}
