import { z } from 'zod';

import { readAuth } from './config/auth.js';
import { readHttp } from './config/http.js';
import { readLimits, type LimitSettings } from './config/limits.js';
import { readOperations } from './config/operations.js';
import { readSight, type SightSettings } from './config/sight.js';
import {
  asking,
  describe,
  oneOf,
  QUOTES_RULE,
  quotedNames,
  set,
  unknownNames,
  wholeNumber,
  type Environment,
} from './config/rules.js';
import type { AuthSettings } from './access/authenticate.js';
import type { HttpSettings } from './access/http-settings.js';
import type { UpstreamOperation } from './wolkvox/client.js';
import { CALL_LIMIT_MS, CALL_TIMEOUT_MS, LIST_FRESH_MS } from './wolkvox/facts.js';
import { LEAST_LEASE_MS } from './wolkvox/governor/redis-times.js';
import { Secret } from './wolkvox/secret.js';

export const EXPLORERS = ['sandbox', 'graphiql', 'none'] as const;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Everything the process is told from outside, read and checked once, at the edge. */
export interface Config extends LimitSettings, SightSettings {
  readonly port: number;
  readonly host: string;
  readonly operations: readonly UpstreamOperation[];
  readonly auth: AuthSettings;
  /** One upstream call, from its start to the last byte of its answer. */
  readonly timeoutMs: number;
  /** How long wolkvox may be at one call: so long a slot is held whose call has no end that we know of. */
  readonly callLimitMs: number;
  /** How often a refusal that proves nothing happened is answered by the same call again. */
  readonly repeats: number;
  /** How long a list that was read is fresh. */
  readonly cacheTtlMs: number;
  /** Whether creations without an answer are looked for in the list of campaigns. */
  readonly reconcile: boolean;
  /** Where replicas share their state; undefined: in this process. May hold a password. */
  readonly redisUrl: Secret | undefined;
  /** How long a call may wait in all before it leaves, and how many may wait per token. */
  readonly queueTimeoutMs: number;
  readonly maxQueue: number;
  readonly explorer: (typeof EXPLORERS)[number];
  readonly introspection: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly http: HttpSettings;
  /** How long a server that was told to stop says that it is not ready before it closes its listener. */
  readonly shutdownDelayMs: number;
  /** Names of variables that look like ours and are not obeyed. */
  readonly unknown: readonly string[];
}

/** All that is wrong with the configuration: a sentence per variable, none of which holds a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/**
 * Reads the environment. Throws a ConfigError that names every wrong variable at once. An empty variable counts as
 * unset, which is what a compose file makes of one that is not given.
 */
export function readConfig(environment: Environment): Config {
  const { env, asked } = asking(set(environment));
  const production = env.NODE_ENV === 'production';
  const process = processSettings(production).safeParse(env);
  const operations = readOperations(env);
  const { auth, problems: authProblems } = readAuth(env, production);
  const { http, shutdownDelayMs, problems: httpProblems } = readHttp(env);
  const limits = readLimits(env);
  const sight = readSight(env);
  const found = [
    ...(process.success ? [] : describe(process.error)),
    ...leaseProblems(env),
    ...operations.problems,
    ...authProblems,
    ...httpProblems,
    ...limits.problems,
    ...sight.problems,
  ];
  const quoted = quotedNames(env, asked);
  const problems = [
    ...quoted.map((name) => `${name} ${QUOTES_RULE}`),
    // What else is wrong with such a value comes from its marks.
    ...found.filter((problem) => !quoted.some((name) => problem.startsWith(`${name} `))),
  ];
  if (
    !process.success ||
    auth === undefined ||
    http === undefined ||
    limits.settings === undefined ||
    problems.length > 0
  )
    throw new ConfigError(problems);
  const { data } = process;
  return {
    ...limits.settings,
    ...sight.sight,
    port: data.PORT,
    host: data.HOST,
    operations: operations.operations,
    auth,
    timeoutMs: data.WOLKVOX_TIMEOUT_MS,
    queueTimeoutMs: data.WOLKVOX_QUEUE_TIMEOUT_MS,
    maxQueue: data.WOLKVOX_MAX_QUEUE,
    callLimitMs: data.WOLKVOX_CALL_LIMIT_MS,
    cacheTtlMs: data.CACHE_TTL_MS,
    repeats: data.WOLKVOX_REPEATS,
    reconcile: data.WOLKVOX_RECONCILE === 'on' || data.WOLKVOX_RECONCILE === 'true',
    redisUrl: data.REDIS_URL === undefined ? undefined : new Secret(data.REDIS_URL),
    explorer: data.EXPLORER,
    introspection: data.INTROSPECTION === 'on' || data.INTROSPECTION === 'true',
    logLevel: data.LOG_LEVEL,
    http,
    shutdownDelayMs,
    unknown: unknownNames(env, asked),
  };
}

/** Replicas share slots by leases, and a lease must not end before its call is sent. Values that are wrong alone are told elsewhere. */
function leaseProblems({ REDIS_URL: url, WOLKVOX_CALL_LIMIT_MS: written }: Environment): readonly string[] {
  const leaseMs = Number(written ?? CALL_LIMIT_MS);
  return url !== undefined && leaseMs >= LEAST_CALL_LIMIT_MS && leaseMs < LEAST_LEASE_MS
    ? [
        `WOLKVOX_CALL_LIMIT_MS must be at least ${LEAST_LEASE_MS} with REDIS_URL: the lease of a slot must not end while Redis is slow to answer, before its call is sent.`,
      ]
    : [];
}

/** Without REDIS_URL: leases are of this process, and renewed without any delay. */
const LEAST_CALL_LIMIT_MS = 100;

const TEN_MINUTES_MS = 600_000;
const ONE_DAY_MS = 86_400_000;

const processSettings = (production: boolean) =>
  z.object({
    PORT: wholeNumber(0, 65_535).default(4000),
    HOST: z.string().default('0.0.0.0'),
    WOLKVOX_TIMEOUT_MS: wholeNumber(1, TEN_MINUTES_MS).default(CALL_TIMEOUT_MS),
    WOLKVOX_QUEUE_TIMEOUT_MS: wholeNumber(0, TEN_MINUTES_MS).default(30_000),
    WOLKVOX_MAX_QUEUE: wholeNumber(0, 1_000_000).default(1000),
    WOLKVOX_CALL_LIMIT_MS: wholeNumber(LEAST_CALL_LIMIT_MS, TEN_MINUTES_MS).default(CALL_LIMIT_MS),
    WOLKVOX_REPEATS: wholeNumber(0, 100).default(5),
    WOLKVOX_RECONCILE: oneOf(['on', 'off', 'true', 'false']).default('on'),
    REDIS_URL: z
      .string()
      .refine((url) => /^rediss?:\/\//.test(url) && URL.canParse(url), {
        error: 'must be a redis:// or rediss:// address',
      })
      .optional(),
    // There is nothing to cache before there are reads; a wrong value is told all the same.
    CACHE_TTL_MS: wholeNumber(0, ONE_DAY_MS).default(LIST_FRESH_MS),
    EXPLORER: oneOf(EXPLORERS).default(production ? 'none' : 'sandbox'),
    INTROSPECTION: oneOf(['on', 'off', 'true', 'false']).default(production ? 'off' : 'on'),
    LOG_LEVEL: oneOf(LOG_LEVELS).default('info'),
  });
