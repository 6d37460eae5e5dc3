import type { Logger } from 'pino';

import type { AuthEvents } from './authenticator.js';

/** Logs the start and the end of a JWKS outage, one line each, and a claim that the first valid token lacks. */
export const logAuthEvents = (log: Logger): AuthEvents => ({
  failed: (reason, held) =>
    log.error(
      { reason },
      held
        ? 'JWKS fetch failed: the cached keys are used until AUTH_JWT_KEYS_MAX_AGE_MS'
        : 'JWKS fetch failed: no token is accepted until it succeeds',
    ),
  expired: (reason) =>
    log.error({ reason }, 'JWKS keys expired (AUTH_JWT_KEYS_MAX_AGE_MS) and cannot be fetched: no token is accepted'),
  recovered: () => log.warn('JWKS fetch recovered'),
  claimMissing: (variable, claim) =>
    log.warn(
      { variable, claim },
      'the first valid token has no list in the claim named by this variable: see docs/guides/access.md (logged once)',
    ),
});
