import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { Secret } from '../wolkvox/secret.js';
import { onlyHeader } from './only-header.js';
import {
  anybody,
  identified,
  isId,
  stranger,
  words,
  type Identity,
  type ScopeWords,
  type Stranger,
} from './identity.js';
import type { ClaimNews } from './claims.js';
import type { KeyNews, Keys, KeySource } from './keys.js';
import { openKeys } from './open-keys.js';
import { createTokenReader, type TokenRules } from './token.js';

/** How callers are told apart, as configured. */
export type AuthSettings = { readonly mode: 'none' } | JwtSettings | RouterSettings;

export interface JwtSettings extends Omit<TokenRules, 'keys'> {
  readonly mode: 'jwt';
  readonly keys: KeySource;
}

export interface RouterSettings {
  readonly mode: 'router';
  readonly secret: Secret;
  /** Names of headers, in small letters. */
  readonly secretHeader: string;
  readonly callerHeader: string;
  readonly scopesHeader: string;
  /** Undefined: callers may use every operation. */
  readonly operationsHeader: string | undefined;
  readonly scopes: ScopeWords;
}

type Identified = Identity | Stranger;

/** The door. */
export interface Authenticator {
  /** Who sent a request; a stranger where nobody vouches for it. Rejects with KeysAway where that cannot be told now. */
  readonly identify: (request: IncomingMessage, address: string) => Identified | Promise<Identified>;
  /** What whoever is refused is told to use (RFC 9110, WWW-Authenticate). */
  readonly challenge: string | undefined;
  /** The headers that an answer depends on: another caller must not be given what a cache holds. */
  readonly vary: string | undefined;
  /** The keys of tokens, which are fetched once they are started; undefined if tokens are not used. */
  readonly keys?: Keys;
}

/** What the log is told of keys and of tokens. */
export type AuthNews = KeyNews & ClaimNews;

export function createAuthenticator(settings: AuthSettings, news: AuthNews): Authenticator {
  switch (settings.mode) {
    case 'none':
      return { identify: (_request, address) => anybody(address), challenge: undefined, vary: undefined };
    case 'jwt':
      return byToken(settings, openKeys(settings.keys, news), news);
    case 'router':
      return byRouter(settings);
  }
}

function byToken(settings: JwtSettings, keys: Keys, news: ClaimNews): Authenticator {
  const readToken = createTokenReader({ ...settings, keys }, news);
  return {
    identify: (request) => {
      const header = onlyHeader(request, 'authorization');
      if (header === undefined) return stranger('no-token');
      if (header === null) return stranger('header-twice');
      return readToken(header);
    },
    challenge: 'Bearer',
    vary: 'authorization',
    keys,
  };
}

/**
 * Believes what a request says of its caller if it knows the router's secret. A caller without a name, such as the router
 * itself when it asks for the schema, may do nothing that needs a scope.
 */
function byRouter(settings: RouterSettings): Authenticator {
  const { secret, secretHeader, callerHeader, scopesHeader, operationsHeader, scopes } = settings;
  const expected = digest(secret.reveal());
  const identityHeaders = [callerHeader, scopesHeader, ...(operationsHeader === undefined ? [] : [operationsHeader])];
  return {
    identify: (request, address) => {
      const given = onlyHeader(request, secretHeader);
      if (given === undefined) return stranger('no-secret');
      if (given === null) return stranger('header-twice');
      if (!timingSafeEqual(digest(given), expected)) return stranger('secret');
      const [id, scopeWords, operationIds] = identityHeaders.map((name) => onlyHeader(request, name));
      // Twice the same header: somebody else may have written one of them.
      if (id === null || scopeWords === null || operationIds === null) return stranger('header-twice');
      if (id === undefined || id === '') return { ...identified(address, [], [], scopes), known: false };
      if (!isId(id)) return stranger('malformed');
      return identified(id, words(scopeWords), operationsHeader === undefined ? null : words(operationIds), scopes);
    },
    challenge: undefined,
    vary: [secretHeader, ...identityHeaders].join(', '),
  };
}

/** Of the same length whatever was given: a comparison of two takes the same time whatever they are. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
