import type { FastifyReply } from 'fastify';

import type { Localizer } from '../shared/localizer.js';
import { memoizeByText } from '../shared/memoize.js';

/** Adds comma-separated header names to Vary, each once. CORS adds its own. */
export function addVary(reply: FastifyReply, vary: string): void {
  const varies = reply.getHeader('vary');
  void reply.header('vary', varies === undefined ? vary : distinct(`${String(varies)}, ${vary}`));
}

/** Only this server writes these headers, in one spelling. */
const distinct = memoizeByText((list) => [...new Set(list.split(/, */))].join(', '));

/** Sets Content-Language and Vary if the response contains localized text. */
export function setContentLanguage(reply: FastifyReply, { usedLocale }: Localizer): void {
  if (usedLocale === undefined) return;
  void reply.header('content-language', usedLocale);
  addVary(reply, 'Accept-Language');
}
