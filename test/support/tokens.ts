/** Issuer of bearer tokens: keys, signatures, and the JWKS URL. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { exportJWK, SignJWT } from 'jose';

export const ISSUER = 'https://id.example/';
export const AUDIENCE = 'wolkvox-graphql';

export interface KeyPair {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const keyPair = (kid: string): KeyPair => ({ kid, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) });

/** Claims of a valid token; `claims` override them, undefined removes one. */
export function sign({ kid, privateKey }: KeyPair, claims: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const scope = 'campaigns:read campaigns:create';
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ana', scope, iat: now, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(privateKey);
}

export const pem = ({ publicKey }: KeyPair): string => publicKey.export({ type: 'spki', format: 'pem' }).toString();

export const jwk = async ({ kid, publicKey }: KeyPair): Promise<object> => ({ ...(await exportJWK(publicKey)), kid });

/** A loopback JWKS URL that can be made to fail. */
export interface KeyServer {
  readonly url: string;
  /** Number of requests. */
  readonly asked: () => number;
  answer: () => KeyAnswer | Promise<KeyAnswer>;
  /** Serves the keys of these pairs from now on. */
  serve(...pairs: readonly KeyPair[]): Promise<void>;
  close(): Promise<void>;
}

export interface KeyAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

export async function startKeyServer(...pairs: readonly KeyPair[]): Promise<KeyServer> {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    void Promise.resolve(keyServer.answer()).then(({ status, body, headers }) =>
      response.writeHead(status, headers).end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    asked: () => asked,
    answer: () => ({ status: 503, body: '' }),
    serve: async (...served) => {
      const body = JSON.stringify({ keys: await Promise.all(served.map(jwk)) });
      keyServer.answer = () => ({ status: 200, body });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await keyServer.serve(...pairs);
  return keyServer;
}
