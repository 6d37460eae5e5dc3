/** Bearer tokens built by hand, because most of them are invalid in ways that no library produces. */
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { temporaryFolder } from './support.js';

export const ISSUER = 'https://issuer.example/';
export const AUDIENCE = 'wolkvox-graphql';
export const READ = 'campaigns:read';
export const CREATE = 'campaigns:create';
export const RUN = 'campaigns:run';

export interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}
export const newKeys = (): Keys => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pemOf = ({ publicKey }: Keys): string => publicKey.export({ type: 'spki', format: 'pem' }) as string;

type Part = Readonly<Record<string, unknown>>;

/** Builds a token from any header and claims; `sign` creates the signature. */
export function writeToken(header: Part, claims: Part, sign: (signed: string) => Buffer): string {
  const encode = (part: Part): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign(signed).toString('base64url')}`;
}

export const signedBy =
  ({ privateKey }: Keys) =>
  (signed: string): Buffer =>
    createSign('RSA-SHA256').update(signed).sign(privateKey);

export const hmacWith =
  (secret: string | Buffer, hash = 'sha256') =>
  (signed: string): Buffer =>
    createHmac(hash, secret).update(signed).digest();

export const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** Valid claims. */
export const goodClaims = (): Part => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'honest',
  iat: inSeconds(-10),
  exp: inSeconds(3600),
  scope: `${READ} ${CREATE} ${RUN}`,
  operations: ['default', 'second'],
});

/** Builds a token with valid claims except for these; undefined omits one. */
export const tokenOf = (keys: Keys, claims: Part = {}): string =>
  writeToken({ alg: 'RS256', typ: 'JWT' }, { ...goodClaims(), ...claims }, signedBy(keys));

export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** Variables of a server that accepts tokens of these keys. */
export async function trusting(keys: Keys): Promise<Record<string, string>> {
  const file = join(await temporaryFolder(), 'public.pem');
  await writeFile(file, pemOf(keys));
  return {
    AUTH_MODE: 'jwt',
    AUTH_JWT_KEY_FILE: file,
    AUTH_JWT_ISSUER: ISSUER,
    AUTH_JWT_AUDIENCE: AUDIENCE,
    AUTH_JWT_OPERATIONS_CLAIM: 'operations',
  };
}
