import type { FastifyReply } from 'fastify';

import type { Localizer } from '../shared/localizer.js';

/** Adds comma-separated header names to Vary, each once. CORS adds its own. */
export function addVary(reply: FastifyReply, vary: string): void {
  const varies = reply.getHeader('vary');
  void reply.header('vary', varies === undefined ? vary : join(String(varies), vary));
}

/** Only this server writes these headers, so there are few pairs. */
const joinedHeaders = new Map<string, string>();

function join(varies: string, vary: string): string {
  const pair = `${varies};${vary}`;
  let all = joinedHeaders.get(pair);
  if (all === undefined) {
    const named = namesOf(varies);
    const isNamed = (name: string): boolean => named.some((other) => other.toLowerCase() === name.toLowerCase());
    all = [...named, ...namesOf(vary).filter((name) => !isNamed(name))].join(', ');
    joinedHeaders.set(pair, all);
  }
  return all;
}

const namesOf = (list: string): string[] => list.split(',').map((name) => name.trim());

/** Sets Content-Language and Vary if the response contains localized text. */
export function setContentLanguage(reply: FastifyReply, { usedLocale }: Localizer): void {
  if (usedLocale === undefined) return;
  void reply.header('content-language', usedLocale);
  addVary(reply, 'Accept-Language');
}
