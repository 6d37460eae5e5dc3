import type { onRequestHookHandler, preParsingHookHandler } from 'fastify';

import type { Authenticator } from '../auth/authenticator.js';
import { authFailure, type Identity, type AuthFailure, type AuthFailureReason } from '../auth/identity.js';
import { sendError, type HttpError } from './http-errors.js';
import { addVary } from './vary.js';
import { UNAUTHENTICATED } from '../graphql/authorization.js';
import { JwksUnavailableError } from '../auth/jwt.js';
import type { PageRequest } from '../shared/graphql-media-type.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Caller of the request; null if it is unauthenticated. */
    identity: Identity | null;
    /** Reason why authentication failed, for the log; null if it succeeded. */
    authFailure: AuthFailureReason | null;
  }
}

/** Hooks that run before the body of a request is read. */
export interface AuthHooks {
  /** Identifies the caller. It rejects no request yet, so that failed attempts are rate limited. */
  readonly authenticate: onRequestHookHandler;
  /** Rejects unauthenticated requests with 401, or with 503 if the JWKS is unavailable. */
  readonly rejectUnauthenticated: preParsingHookHandler;
}

/** Creates the hooks. `isPublic`: the request needs no authentication, because its page asks for a token itself. */
export function createAuthHooks(
  { authenticate, challenge, vary }: Authenticator,
  isPublic: (request: PageRequest) => boolean,
): AuthHooks {
  return {
    authenticate: (request, reply, done) => {
      if (vary !== undefined) addVary(reply, vary);
      const settle = (result: Identity | AuthFailure): void => {
        if ('reason' in result) request.authFailure = result.reason;
        else request.identity = result;
        done();
      };
      const identity = authenticate(request.raw, request.callerAddress);
      if (!(identity instanceof Promise)) {
        settle(identity);
        return;
      }
      identity.then(settle, (error: unknown) => {
        if (!(error instanceof JwksUnavailableError)) {
          done(error as Error);
          return;
        }
        // The JWKS logs its outage once, so that many tokens do not cause many log lines.
        settle(authFailure('jwks-unavailable'));
      });
    },
    rejectUnauthenticated: (request, reply, _body, done) => {
      if (request.identity !== null || isPublic(request)) {
        done();
        return;
      }
      if (request.authFailure === 'jwks-unavailable') {
        void sendError(reply, 503, JWKS_UNAVAILABLE);
        return;
      }
      if (challenge !== undefined) void reply.header('www-authenticate', challenge);
      void sendError(reply, 401, UNAUTHENTICATED_ERROR);
    },
  };
}

/** Identical for all reasons, so that a client cannot probe them. */
const UNAUTHENTICATED_ERROR: HttpError = { code: 'UNAUTHENTICATED', message: UNAUTHENTICATED };
const JWKS_UNAVAILABLE: HttpError = {
  code: 'AUTHENTICATION_UNAVAILABLE',
  message: {
    en: 'Authentication is unavailable. Nothing was sent. Retry later.',
    es: 'En este momento no se puede autenticar a nadie; no se envió nada. Inténtelo de nuevo.',
  },
};
