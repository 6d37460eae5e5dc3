import type { FastifyInstance } from 'fastify';

import { createHostCheck, type AllowedHost } from '../../access/allowed-hosts.js';
import { onlyHeader } from '../../access/only-header.js';
import { badRequest, refuse, Refused, type Refusal } from './answers.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Whether the route answers whatever host a request names: probes and scrapes name the address of a pod or the name of a
     * service, and what they read changes nothing and holds nothing of a caller.
     */
    readonly anyHost?: boolean;
  }
}

/**
 * Refuses requests that name a host which is not allowed, with HTTP 421 and before their body is read. That is what keeps out
 * DNS rebinding: a page whose name was pointed at this server is of the same origin to its browser, and no other check sees
 * it. A host in the request target goes before the header (RFC 9112, section 3.2.2), so both are looked at.
 * `X-Forwarded-Host` is not read. `refused` is called for the first such request only.
 */
export function checkHosts(
  app: FastifyInstance,
  allowed: readonly AllowedHost[],
  refused: (requestId: string) => void,
): void {
  const isAllowed = createHostCheck(allowed);
  let isFirst = true;
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.anyHost === true) {
      done();
      return;
    }
    const host = onlyHeader(request.raw, 'host');
    // HTTP/1.0 may leave it out, and so may what takes itself for HTTP/0.9.
    if (typeof host !== 'string') {
      done(NO_HOST);
      return;
    }
    const target = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(request.raw.url ?? '')?.[1];
    if (isAllowed(host) && (target === undefined || isAllowed(target))) {
      done();
      return;
    }
    if (isFirst) refused(request.id);
    isFirst = false;
    void refuse(reply, 421, HOST_NOT_ALLOWED);
  });
}

export const NO_HOST = new Refused(
  400,
  badRequest({ en: 'The request must name one host.', es: 'La solicitud debe nombrar un solo host.' }),
);
const HOST_NOT_ALLOWED: Refusal = {
  code: 'HOST_NOT_ALLOWED',
  sentence: {
    en: 'This server does not serve the host that the request names; nothing was done. Its operator can add the host to ALLOWED_HOSTS.',
    es: 'Este servidor no atiende el host que nombra la solicitud; no se hizo nada. Quien lo opera puede agregar el host a ALLOWED_HOSTS.',
  },
};
