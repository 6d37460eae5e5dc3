import type { onRequestHookHandler, preParsingHookHandler } from 'fastify';

import type { Authenticator } from '../../access/authenticate.js';
import { stranger, type Identity, type Stranger, type StrangerReason } from '../../access/identity.js';
import { refuse, type Refusal } from '../http/answers.js';
import { addVary } from '../http/vary.js';
import { UNAUTHENTICATED } from './rights.js';
import { KeysAway } from '../../access/token.js';
import type { PageRequest } from '../serve-graphql.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null where nobody vouches for it. */
    identity: Identity | null;
    /** Why nobody does, for the log; null where somebody does. */
    stranger: StrangerReason | null;
  }
}

/** What comes before the body of a request is read. */
export interface Door {
  /** Finds out who asks. Refuses nobody yet, so that those who guess can be counted. */
  readonly identify: onRequestHookHandler;
  /** Lets in whom somebody vouches for. */
  readonly refuseStrangers: preParsingHookHandler;
}

export interface DoorOptions {
  /** Whether a stranger may come in: to see a page that asks for a token by itself. */
  readonly open: (request: PageRequest) => boolean;
}

export function createDoor({ identify, challenge, vary }: Authenticator, { open }: DoorOptions): Door {
  return {
    identify: (request, reply, done) => {
      if (vary !== undefined) addVary(reply, vary);
      const enter = (identified: Identity | Stranger): void => {
        if ('why' in identified) request.stranger = identified.why;
        else request.identity = identified;
        done();
      };
      const identity = identify(request.raw, request.callerAddress);
      if (!(identity instanceof Promise)) {
        enter(identity);
        return;
      }
      identity.then(enter, (error: unknown) => {
        if (!(error instanceof KeysAway)) {
          done(error as Error);
          return;
        }
        // Logged once by the keys themselves: a flood of tokens is no flood of log lines.
        enter(stranger('keys-away'));
      });
    },
    refuseStrangers: (request, reply, _body, done) => {
      if (request.identity !== null || open(request)) {
        done();
        return;
      }
      if (request.stranger === 'keys-away') {
        void refuse(reply, 503, KEYS_AWAY);
        return;
      }
      if (challenge !== undefined) void reply.header('www-authenticate', challenge);
      void refuse(reply, 401, STRANGER);
    },
  };
}

/** The same for every reason: whoever tries learns nothing. */
const STRANGER: Refusal = { code: 'UNAUTHENTICATED', sentence: UNAUTHENTICATED };
const KEYS_AWAY: Refusal = {
  code: 'AUTHENTICATION_UNAVAILABLE',
  sentence: {
    en: 'Nobody can be authenticated now; nothing was sent. Try again.',
    es: 'En este momento no se puede autenticar a nadie; no se envió nada. Inténtelo de nuevo.',
  },
};
