import type { FastifyReply } from 'fastify';

import type { Speech } from '../speech.js';

/** Adds headers, with commas between, to those that the answer depends on, each once: CORS has a word there, too. */
export function addVary(reply: FastifyReply, vary: string): void {
  const varies = reply.getHeader('vary');
  void reply.header('vary', varies === undefined ? vary : joined(String(varies), vary));
}

/** All of these headers are written by this server, so there are a few pairs only. */
const known = new Map<string, string>();

function joined(varies: string, vary: string): string {
  const pair = `${varies};${vary}`;
  let all = known.get(pair);
  if (all === undefined) {
    const named = namesOf(varies);
    const isNamed = (name: string): boolean => named.some((other) => other.toLowerCase() === name.toLowerCase());
    all = [...named, ...namesOf(vary).filter((name) => !isNamed(name))].join(', ');
    known.set(pair, all);
  }
  return all;
}

const namesOf = (list: string): string[] => list.split(',').map((name) => name.trim());

/** What HTTP has to say of the language. Of an answer without words of ours nothing: it is the same in each. */
export function tellLanguage(reply: FastifyReply, { spoken }: Speech): void {
  if (spoken === undefined) return;
  void reply.header('content-language', spoken);
  addVary(reply, 'Accept-Language');
}
