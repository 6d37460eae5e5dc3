import { z } from 'zod';

import type { AuthSettings } from '../access/authenticate.js';
import type { ScopeWords } from '../access/identity.js';
import { localKeys } from '../access/keys.js';
import { isSecure } from '../wolkvox/address.js';
import { describe, oneOf, wholeNumber, type Environment } from './rules.js';
import { readSecret } from './secret.js';
import { readTextFile } from './text-file.js';

/** Who may come in: the settings of one mode. All that is wrong with them is told at once; no value is. */
export function readAuth(
  env: Environment,
  production: boolean,
): { readonly auth?: AuthSettings; readonly problems: readonly string[] } {
  // Whether nobody need be known is a question of every mode, though it matters in one.
  const parsed = z.object({ AUTH_MODE: oneOf(MODES).default('none'), ...SETTINGS.none.shape }).safeParse(env);
  if (!parsed.success) return { problems: describe(parsed.error) };
  const mode = parsed.data.AUTH_MODE;
  const { auth, problems } = READ[mode](env, production);
  return { ...(auth && { auth }), problems: [...problems, ...strangers(env, mode)] };
}

/** Variables of another mode: whoever sets them believes that they are obeyed. */
function strangers(env: Environment, mode: (typeof MODES)[number]): string[] {
  return (['jwt', 'router'] as const).flatMap((other) =>
    Object.keys(SETTINGS[other].shape)
      .filter((name) => env[name] !== undefined && !(name in SETTINGS[mode].shape))
      .map((name) => `${name} must be unset: it is not for AUTH_MODE=${mode}.`),
  );
}

const MODES = ['none', 'jwt', 'router'] as const;

/** A word of OAuth (RFC 6749, section 3.3). */
const scopeWord = (word: string) =>
  z
    .string()
    .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'must be one word of visible ASCII characters')
    .default(word);
const SCOPES = { AUTH_SCOPE_READ: scopeWord('campaigns:read'), AUTH_SCOPE_CREATE: scopeWord('campaigns:create') };

/**
 * Headers that say something else already: to HTTP, to proxies, to Apollo, or to this layer. Some never arrive, some are
 * everybody's to set, and what a router writes into one would be believed by others.
 */
const MEANS_SOMETHING_ELSE = new RegExp(
  `^(?:${[
    'connection|expect|host|keep-alive|max-forwards|te|trailer|transfer-encoding|upgrade|via',
    'cache-control|date|forwarded|origin|pragma|range|referer|user-agent|vary',
    'authorization|cookie|set-cookie|www-authenticate',
    'baggage|sentry-trace|traceparent|tracestate|x-request-id|x-real-ip|x-forwarded-(?:for|host|port|proto)',
    '(?:accept|access-control|apollo|apollographql|content|if|proxy|sec|x-apollo)(?:-.*)?',
  ].join('|')})$`,
);

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')
  .transform((name) => name.toLowerCase())
  .refine(
    (name) => !MEANS_SOMETHING_ELSE.test(name),
    'must be a header that has no other meaning, such as x-caller-id',
  );

/** A day: who is on call over a weekend night sees it in time, and a key that leaked is not accepted for longer. */
const KEYS_MAX_AGE_MS = 86_400_000;
const SHORTEST_MAX_AGE_MS = 1_000;
const LONGEST_MAX_AGE_MS = 7 * 86_400_000;

const hasCredentials = ({ username, password }: URL): boolean => username !== '' || password !== '';

const SETTINGS = {
  none: z.object({ AUTH_ALLOW_ANONYMOUS: oneOf(['true', 'false']).default('false') }),
  jwt: z.object({
    ...SCOPES,
    AUTH_JWT_JWKS_URL: z
      .string()
      .refine((url) => URL.canParse(url) && isSecure(new URL(url)), 'must be an https address, or http on loopback')
      // fetch rejects such an address, so no key would ever be fetched.
      .refine((url) => !URL.canParse(url) || !hasCredentials(new URL(url)), 'must hold no user name and no password')
      .optional(),
    AUTH_JWT_KEYS_MAX_AGE_MS: wholeNumber(SHORTEST_MAX_AGE_MS, LONGEST_MAX_AGE_MS).default(KEYS_MAX_AGE_MS),
    AUTH_JWT_KEY_FILE: z.string().optional(),
    AUTH_JWT_ISSUER: z.string({ error: 'is required: the `iss` of good tokens' }),
    AUTH_JWT_AUDIENCE: z.string({ error: 'is required: the `aud` of tokens that are meant for this layer' }),
    AUTH_JWT_SCOPE_CLAIM: z.string().default('scope'),
    AUTH_JWT_OPERATIONS_CLAIM: z.string().optional(),
  }),
  router: z.object({
    ...SCOPES,
    AUTH_ROUTER_SECRET: z.string().optional(),
    AUTH_ROUTER_SECRET_FILE: z.string().optional(),
    AUTH_ROUTER_SECRET_HEADER: headerName.default('router-authorization'),
    AUTH_ROUTER_CALLER_HEADER: headerName.default('x-caller-id'),
    AUTH_ROUTER_SCOPES_HEADER: headerName.default('x-caller-scopes'),
    AUTH_ROUTER_OPERATIONS_HEADER: headerName.optional(),
  }),
} as const;

interface Reading {
  readonly auth?: AuthSettings;
  readonly problems: readonly string[];
}

const READ: Readonly<Record<(typeof MODES)[number], (env: Environment, production: boolean) => Reading>> = {
  none: (env, production) => {
    const settings = SETTINGS.none.safeParse(env);
    if (!settings.success) return { problems: describe(settings.error) };
    // Anonymous access to something that can start calling people must be meant.
    if (production && settings.data.AUTH_ALLOW_ANONYMOUS !== 'true')
      return {
        problems: [
          'AUTH_MODE is none: in production this needs AUTH_ALLOW_ANONYMOUS=true, and something in front that lets only the right people in.',
        ],
      };
    return { auth: { mode: 'none' }, problems: [] };
  },

  jwt: (env) => {
    const settings = SETTINGS.jwt.safeParse(env);
    const problems = settings.success ? [] : describe(settings.error);
    const { AUTH_JWT_JWKS_URL: address, AUTH_JWT_KEY_FILE: file } = env;
    if ((address === undefined) === (file === undefined))
      problems.push('AUTH_JWT_JWKS_URL or AUTH_JWT_KEY_FILE is required, and not both.');
    const keys = file === undefined ? undefined : readKeys(file);
    if (typeof keys === 'string') problems.push(keys);
    if (!settings.success || problems.length > 0 || typeof keys === 'string') return { problems };
    const { data } = settings;
    return {
      auth: {
        mode: 'jwt',
        keys:
          keys === undefined
            ? { from: 'address', address: new URL(address ?? ''), maxAgeMs: data.AUTH_JWT_KEYS_MAX_AGE_MS }
            : { from: 'file', find: keys },
        issuer: data.AUTH_JWT_ISSUER,
        audience: data.AUTH_JWT_AUDIENCE,
        scopeClaim: data.AUTH_JWT_SCOPE_CLAIM,
        operationsClaim: data.AUTH_JWT_OPERATIONS_CLAIM,
        scopes: scopesOf(data),
      },
      problems,
    };
  },

  router: (env) => {
    const settings = SETTINGS.router.safeParse(env);
    const problems = settings.success ? [] : describe(settings.error);
    const secret = readSecret(
      {
        value: env.AUTH_ROUTER_SECRET,
        file: env.AUTH_ROUTER_SECRET_FILE,
        name: 'AUTH_ROUTER_SECRET',
        fileName: 'AUTH_ROUTER_SECRET_FILE',
        folder: '.',
      },
      ROUTER_SECRET,
    );
    if (typeof secret === 'string') problems.push(secret);
    if (settings.success && saysTwoThings(settings.data))
      problems.push('AUTH_ROUTER_SECRET_HEADER and the other headers must differ: one cannot say two things.');
    if (!settings.success || typeof secret === 'string' || problems.length > 0) return { problems };
    const { data } = settings;
    return {
      auth: {
        mode: 'router',
        secret,
        secretHeader: data.AUTH_ROUTER_SECRET_HEADER,
        callerHeader: data.AUTH_ROUTER_CALLER_HEADER,
        scopesHeader: data.AUTH_ROUTER_SCOPES_HEADER,
        operationsHeader: data.AUTH_ROUTER_OPERATIONS_HEADER,
        scopes: scopesOf(data),
      },
      problems,
    };
  },
};

function saysTwoThings(data: z.infer<typeof SETTINGS.router>): boolean {
  const names = Object.entries(data).flatMap(([name, value]) => (name.endsWith('_HEADER') ? (value ?? []) : []));
  return new Set(names).size < names.length;
}

const scopesOf = (data: { readonly AUTH_SCOPE_READ: string; readonly AUTH_SCOPE_CREATE: string }): ScopeWords => ({
  read: data.AUTH_SCOPE_READ,
  create: data.AUTH_SCOPE_CREATE,
});

function readKeys(file: string): ReturnType<typeof localKeys> | string {
  let text: string;
  try {
    text = readTextFile(file);
  } catch {
    return 'AUTH_JWT_KEY_FILE cannot be read.';
  }
  try {
    return localKeys(text);
  } catch {
    return 'AUTH_JWT_KEY_FILE must hold a public key or certificate in PEM, a JWK or a JWKS, and no private key.';
  }
}

/** Guessing it must be hopeless. */
const ROUTER_SECRET = { pattern: /^[\x21-\x7e]{16,}$/, words: 'at least 16 visible ASCII characters' };
