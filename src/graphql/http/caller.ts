import type { FastifyRequest } from 'fastify';

/** Whoever is at the other end; through a proxy that is trusted, whom it names. */
export const callerOf = (request: FastifyRequest): string => request.ip;
