import type { FastifyRequest } from 'fastify';

/**
 * Whom requests are counted for: who asks, or, where nobody vouches for it, who is at the other end or named by a trusted
 * proxy. A name is never taken for an address.
 */
export const callerOf = ({ identity, ip }: FastifyRequest): string =>
  identity?.known === true ? `=${identity.id}` : ip;
