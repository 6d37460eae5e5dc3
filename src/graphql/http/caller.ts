import type { FastifyRequest } from 'fastify';

/** Whom requests are counted for: who asks, or, where nobody vouches for it, who is at the other end or named by a trusted proxy. */
export const callerOf = ({ identity, ip }: FastifyRequest): string => identity?.id ?? ip;
