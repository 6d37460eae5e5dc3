import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { Secret } from '../shared/secret.js';
import { getSingleHeader } from '../shared/single-header.js';
import {
  anonymousIdentity,
  verifiedIdentity,
  isId,
  authFailure,
  parseScopeList,
  type Identity,
  type ScopeNames,
  type AuthFailure,
} from './identity.js';
import { localJwks, type Jwks, type JwksEvents, type JwksSource } from './jwks.js';
import { createJwtVerifier, type ClaimEvents, type JwtRules } from './jwt.js';
import { RemoteJwks } from './remote-jwks.js';

/** Configuration of one authentication mode. */
export type AuthSettings = AnonymousSettings | JwtSettings | RouterSettings;

export interface AnonymousSettings {
  readonly mode: 'none';
  /** Callers may start campaigns. */
  readonly mayDial: boolean;
}

export interface JwtSettings extends Omit<JwtRules, 'keys'> {
  readonly mode: 'jwt';
  readonly keys: JwksSource;
}

export interface RouterSettings {
  readonly mode: 'router';
  readonly secret: Secret;
  /** Header names are in lower case. */
  readonly secretHeader: string;
  readonly callerHeader: string;
  readonly scopesHeader: string;
  /** undefined: callers may use every operation. */
  readonly operationsHeader: string | undefined;
  readonly scopes: ScopeNames;
}

/** Authenticates requests. */
export interface Authenticator {
  /** Returns the identity of the caller, or why authentication failed. Rejects with JwksUnavailableError. */
  readonly authenticate: (
    request: IncomingMessage,
    address: string,
  ) => Identity | AuthFailure | Promise<Identity | AuthFailure>;
  /** Value of the header WWW-Authenticate (RFC 9110) of a 401 response; undefined if there is none. */
  readonly challenge: string | undefined;
  /** Request headers for `Vary`, because a shared cache must not serve one caller's response to another. */
  readonly vary: string | undefined;
  /** Keys that tokens are verified with, fetched after `start`; undefined if tokens are not used. */
  readonly keys?: Jwks;
}

/** Events of keys and tokens for the log. */
export type AuthEvents = JwksEvents & ClaimEvents;

/** Creates the authenticator of the configured mode. Fetches no keys. */
export function createAuthenticator(settings: AuthSettings, events: AuthEvents): Authenticator {
  switch (settings.mode) {
    case 'none':
      return {
        authenticate: (_request, address) => anonymousIdentity(address, settings.mayDial),
        challenge: undefined,
        vary: undefined,
      };
    case 'jwt':
      return jwtAuthenticator(settings, events);
    case 'router':
      return routerAuthenticator(settings);
  }
}

function jwtAuthenticator(settings: JwtSettings, events: AuthEvents): Authenticator {
  const keys = settings.keys.from === 'file' ? localJwks(settings.keys.find) : new RemoteJwks(settings.keys, events);
  const readToken = createJwtVerifier({ ...settings, keys }, events);
  return {
    authenticate: (request) => {
      const header = getSingleHeader(request, 'authorization');
      if (header === undefined) return authFailure('no-token');
      if (header === null) return authFailure('header-twice');
      return readToken(header);
    },
    challenge: 'Bearer',
    vary: 'authorization',
    keys,
  };
}

/**
 * Accepts the caller headers of a request that has the secret of the router. A caller without an id has no scopes. The router
 * itself is one when it fetches the schema.
 */
function routerAuthenticator(settings: RouterSettings): Authenticator {
  const { secret, secretHeader, callerHeader, scopesHeader, operationsHeader, scopes } = settings;
  const expected = digest(secret.reveal());
  const identityHeaders = [callerHeader, scopesHeader, ...(operationsHeader === undefined ? [] : [operationsHeader])];
  return {
    authenticate: (request, address) => {
      const sent = getSingleHeader(request, secretHeader);
      if (sent === undefined) return authFailure('no-secret');
      if (sent === null) return authFailure('header-twice');
      if (!timingSafeEqual(digest(sent), expected)) return authFailure('secret');
      const [id, scopeList, operationIds] = identityHeaders.map((name) => getSingleHeader(request, name));
      // The client may have added the second header itself.
      if (id === null || scopeList === null || operationIds === null) return authFailure('header-twice');
      if (id === undefined || id === '') return { ...verifiedIdentity(address, [], [], scopes), authenticated: false };
      if (!isId(id)) return authFailure('malformed');
      const operations = operationsHeader === undefined ? null : parseScopeList(operationIds);
      return verifiedIdentity(id, parseScopeList(scopeList), operations, scopes);
    },
    challenge: undefined,
    vary: [secretHeader, ...identityHeaders].join(', '),
  };
}

/** Returns a hash of fixed length, so that a comparison takes the same time for all values. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
