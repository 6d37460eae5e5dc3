import { z } from 'zod';

import type { AuthSettings } from '../auth/authenticator.js';
import type { ScopeNames } from '../auth/identity.js';
import { readLocalJwks } from '../auth/jwks.js';
import { combine, parsed, type Parsed } from '../shared/result.js';
import { isSecure } from '../shared/url.js';
import { oneOf, parse, wholeNumber, type Environment } from './env.js';
import { readSecret, readTextFile } from './files.js';
import { headerName } from './header-name.js';

/** Reads the settings of the configured authentication mode. */
export function readAuth(env: Environment, production: boolean): Parsed<AuthSettings> {
  // AUTH_ALLOW_ANONYMOUS and AUTH_ALLOW_DIALING are checked in every mode, although they have an effect in one.
  const modes = parse(MODE_VARIABLE.extend(SETTINGS.none.shape), env);
  if ('problems' in modes) return modes;
  const mode = modes.value.AUTH_MODE;
  const settings = combine({ auth: READ[mode](env, production) }, unusedVariables(env, mode));
  return 'problems' in settings ? settings : { value: settings.value.auth };
}

/** Returns a problem for each variable of another mode, because it would have no effect. */
function unusedVariables(env: Environment, mode: (typeof MODES)[number]): readonly string[] {
  return (['jwt', 'router'] as const).flatMap((other) =>
    Object.keys(SETTINGS[other].shape)
      .filter((name) => env[name] !== undefined && !(name in SETTINGS[mode].shape))
      .map((name) => `${name} must be unset with AUTH_MODE=${mode}.`),
  );
}

const MODES = ['none', 'jwt', 'router'] as const;

export const MODE_VARIABLE = z.object({
  AUTH_MODE: oneOf(MODES)
    .default('none')
    .describe('`jwt`: bearer tokens. `router`: requests of a router that has a shared secret. `none`: all requests.'),
});

/** Scope name of OAuth (RFC 6749, section 3.3). */
const scopeName = (defaultName: string) =>
  z
    .string()
    .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, 'must be one word of visible ASCII characters')
    .default(defaultName);
const SCOPES = {
  AUTH_SCOPE_READ: scopeName('campaigns:read').describe('Name of the scope for reads.'),
  AUTH_SCOPE_CREATE: scopeName('campaigns:create').describe('Name of the scope for creations.'),
  AUTH_SCOPE_RUN: scopeName('campaigns:run').describe(
    'Name of the scope for starting, stopping and pacing campaigns, and for callbacks.',
  ),
  AUTH_SCOPE_EDIT: scopeName('campaigns:edit').describe('Name of the scope for changing the settings of campaigns.'),
  AUTH_SCOPE_DELETE: scopeName('campaigns:delete').describe(
    'Name of the scope for clearing and deleting campaigns, and for removing contacts.',
  ),
  AUTH_SCOPE_CONTACTS: scopeName('contacts:write').describe('Name of the scope for adding contacts.'),
};

/** One day: an operator has a day to react to an outage of the issuer, and a leaked key is accepted for a day at most. */
const DEFAULT_KEYS_MAX_AGE_MS = 86_400_000;
const MIN_KEYS_MAX_AGE_MS = 1_000;
const MAX_KEYS_MAX_AGE_MS = 7 * 86_400_000;

const hasCredentials = ({ username, password }: URL): boolean => username !== '' || password !== '';

export const SETTINGS = {
  none: z.object({
    AUTH_ALLOW_ANONYMOUS: oneOf(['true', 'false'])
      .default('false')
      .describe('Must be `true` with `NODE_ENV=production`.'),
    AUTH_ALLOW_DIALING: oneOf(['true', 'false'])
      .default('false')
      .describe(
        '`true`: callers may use every mutation that reaches people or destroys data with `NODE_ENV=production`. In any other environment they may.',
      ),
  }),
  jwt: z.object({
    ...SCOPES,
    AUTH_JWT_JWKS_URL: z
      .string()
      .refine((url) => URL.canParse(url) && isSecure(new URL(url)), 'must be an https address, or http on loopback')
      // fetch rejects an address with credentials.
      .refine((url) => !URL.canParse(url) || !hasCredentials(new URL(url)), 'must hold no user name and no password')
      .optional()
      .meta({ description: 'Address of the public keys, fetched every 10 minutes.', default: 'required' }),
    AUTH_JWT_KEY_FILE: z.string().optional().describe('File with the public keys (PEM, JWK or JWKS), instead.'),
    AUTH_JWT_KEYS_MAX_AGE_MS: wholeNumber(MIN_KEYS_MAX_AGE_MS, MAX_KEYS_MAX_AGE_MS)
      .default(DEFAULT_KEYS_MAX_AGE_MS)
      .describe(
        'Time for which fetched keys are used if they cannot be fetched again. Half of it bounds the interval.',
      ),
    AUTH_JWT_ISSUER: z.string({ error: 'is required: the `iss` of good tokens' }).describe('`iss` of accepted tokens.'),
    AUTH_JWT_AUDIENCE: z
      .string({ error: 'is required: the `aud` of tokens that are meant for this layer' })
      .describe('`aud` of accepted tokens.'),
    AUTH_JWT_SCOPE_CLAIM: z
      .string()
      .default('scope')
      .describe('Claim with the scopes, or a path to it such as `realm_access.roles`.'),
    AUTH_JWT_OPERATIONS_CLAIM: z.string().optional().meta({
      description: 'Claim with the operations that a token may use, or a path to it.',
      default: 'all operations',
    }),
  }),
  router: z.object({
    ...SCOPES,
    AUTH_ROUTER_SECRET: z.string().optional().meta({
      description: 'Secret of the router, at least 16 characters.',
      default: 'required',
    }),
    AUTH_ROUTER_SECRET_FILE: z.string().optional().describe('File with the secret, instead.'),
    AUTH_ROUTER_SECRET_HEADER: headerName.default('router-authorization').describe('Header of the secret.'),
    AUTH_ROUTER_CALLER_HEADER: headerName.default('x-caller-id').describe('Header of the id of the caller.'),
    AUTH_ROUTER_SCOPES_HEADER: headerName.default('x-caller-scopes').describe('Header of the scopes of the caller.'),
    AUTH_ROUTER_OPERATIONS_HEADER: headerName.optional().meta({
      description: 'Header of the operations that the caller may use.',
      default: 'all operations',
    }),
  }),
} as const;

const READ: Readonly<Record<(typeof MODES)[number], (env: Environment, production: boolean) => Parsed<AuthSettings>>> =
  {
    none: (env, production) => {
      const settings = parse(SETTINGS.none, env);
      if ('problems' in settings) return settings;
      // Clients could create campaigns that dial people, so anonymous access must be explicit.
      const isAllowed = !production || settings.value.AUTH_ALLOW_ANONYMOUS === 'true';
      // Stops are always allowed. A start reaches people at once.
      const mayDial = !production || settings.value.AUTH_ALLOW_DIALING === 'true';
      return parsed({ mode: 'none', mayDial }, isAllowed ? [] : [ANONYMOUS_RULE]);
    },

    jwt: (env) => {
      const settings = combine({ data: parse(SETTINGS.jwt, env), find: readKeys(env) });
      if ('problems' in settings) return settings;
      const { data, find } = settings.value;
      return {
        value: {
          mode: 'jwt',
          keys: find
            ? { from: 'file', find }
            : {
                from: 'address',
                address: new URL(data.AUTH_JWT_JWKS_URL ?? ''),
                maxAgeMs: data.AUTH_JWT_KEYS_MAX_AGE_MS,
              },
          issuer: data.AUTH_JWT_ISSUER,
          audience: data.AUTH_JWT_AUDIENCE,
          scopeClaim: data.AUTH_JWT_SCOPE_CLAIM,
          operationsClaim: data.AUTH_JWT_OPERATIONS_CLAIM,
          scopes: scopesOf(data),
        },
      };
    },

    router: (env) => {
      const source = {
        value: env.AUTH_ROUTER_SECRET,
        file: env.AUTH_ROUTER_SECRET_FILE,
        name: 'AUTH_ROUTER_SECRET',
        fileName: 'AUTH_ROUTER_SECRET_FILE',
        folder: '.',
      };
      const variables = parse(SETTINGS.router, env);
      const hasDuplicates = 'value' in variables && hasDuplicateHeaders(variables.value);
      const settings = combine(
        { data: variables, secret: readSecret(source, ROUTER_SECRET) },
        hasDuplicates ? [HEADERS_RULE] : [],
      );
      if ('problems' in settings) return settings;
      const { data, secret } = settings.value;
      return {
        value: {
          mode: 'router',
          secret,
          secretHeader: data.AUTH_ROUTER_SECRET_HEADER,
          callerHeader: data.AUTH_ROUTER_CALLER_HEADER,
          scopesHeader: data.AUTH_ROUTER_SCOPES_HEADER,
          operationsHeader: data.AUTH_ROUTER_OPERATIONS_HEADER,
          scopes: scopesOf(data),
        },
      };
    },
  };

const ANONYMOUS_RULE =
  'AUTH_MODE is none, which is not allowed in production. Set AUTH_ALLOW_ANONYMOUS=true if only authorized clients can reach this server.';

const HEADERS_RULE =
  'AUTH_ROUTER_SECRET_HEADER and the other AUTH_ROUTER_*_HEADER variables must name different headers.';

const ROUTER_SECRET = { pattern: /^[\x21-\x7e]{16,}$/, description: 'at least 16 visible ASCII characters' };

function hasDuplicateHeaders(data: z.infer<typeof SETTINGS.router>): boolean {
  const names = Object.entries(data).flatMap(([name, value]) => (name.endsWith('_HEADER') ? (value ?? []) : []));
  return new Set(names).size < names.length;
}

const scopesOf = (data: Readonly<Record<keyof typeof SCOPES, string>>): ScopeNames => ({
  read: data.AUTH_SCOPE_READ,
  create: data.AUTH_SCOPE_CREATE,
  run: data.AUTH_SCOPE_RUN,
  edit: data.AUTH_SCOPE_EDIT,
  delete: data.AUTH_SCOPE_DELETE,
  contacts: data.AUTH_SCOPE_CONTACTS,
});

/** Reads the keys of AUTH_JWT_KEY_FILE; null if AUTH_JWT_JWKS_URL is used. */
function readKeys({
  AUTH_JWT_JWKS_URL: address,
  AUTH_JWT_KEY_FILE: file,
}: Environment): Parsed<ReturnType<typeof readLocalJwks> | null> {
  const problems = (address === undefined) === (file === undefined) ? [KEYS_RULE] : [];
  if (file === undefined) return parsed(null, problems);
  const text = readTextFile(file, 'AUTH_JWT_KEY_FILE');
  if ('problems' in text) return { problems: [...problems, ...text.problems] };
  try {
    return parsed(readLocalJwks(text.value), problems);
  } catch {
    return { problems: [...problems, KEY_FILE_RULE] };
  }
}

const KEYS_RULE = 'AUTH_JWT_JWKS_URL or AUTH_JWT_KEY_FILE is required, but not both.';

const KEY_FILE_RULE =
  'AUTH_JWT_KEY_FILE must contain a public key or certificate in PEM, a JWK or a JWKS, but no private key.';
