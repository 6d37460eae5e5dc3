import type { FastifyInstance } from 'fastify';

import { createHostCheck, type AllowedHost } from './allowed-hosts.js';
import { getSingleHeader } from '../shared/single-header.js';
import { badRequest, sendError, HttpErrorException, type HttpError } from './http-errors.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * True if the route accepts any host. Probes and scrapes name the address of a pod or the name of a service. Their
     * routes change nothing and contain no data of a caller.
     */
    readonly anyHost?: boolean;
  }
}

/**
 * Rejects requests whose host is not allowed, with HTTP 421 and before the body is read. This stops DNS rebinding: the
 * browser treats a page whose name resolves to this server as same-origin, and no other check detects it. The host in
 * the request target takes precedence over the header (RFC 9112, section 3.2.2), so both are checked.
 * `X-Forwarded-Host` is not read. `onFirstRejection` is called for the first such request only.
 */
export function registerHostCheck(
  app: FastifyInstance,
  allowed: readonly AllowedHost[],
  onFirstRejection: (requestId: string) => void,
): void {
  const isAllowed = createHostCheck(allowed);
  let isFirst = true;
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.anyHost === true) {
      done();
      return;
    }
    const host = getSingleHeader(request.raw, 'host');
    // HTTP/1.0 may omit it, and so may HTTP/0.9.
    if (typeof host !== 'string') {
      done(MISSING_HOST);
      return;
    }
    const target = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.raw.url ?? '')?.[1];
    if (isAllowed(host) && (target === undefined || isAllowed(target))) {
      done();
      return;
    }
    if (isFirst) onFirstRejection(request.id);
    isFirst = false;
    void sendError(reply, 421, HOST_NOT_ALLOWED);
  });
}

export const MISSING_HOST = new HttpErrorException(400, badRequest('The request must name one host.'));
const HOST_NOT_ALLOWED: HttpError = {
  code: 'HOST_NOT_ALLOWED',
  message: {
    en: 'The host of the request is not allowed. Nothing was sent. An administrator can add it to ALLOWED_HOSTS.',
    es: 'Este servidor no atiende el host que nombra la solicitud; no se hizo nada. Quien lo opera puede agregar el host a ALLOWED_HOSTS.',
  },
};
