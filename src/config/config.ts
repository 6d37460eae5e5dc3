import { z } from 'zod';

import { readAuth } from './auth.js';
import { readHttp } from './http.js';
import { readLimits } from './limits.js';
import { readOperations } from './operations.js';
import { readProxy } from './proxy.js';
import { readTelemetry } from './telemetry.js';
import {
  trackReads,
  oneOf,
  parse,
  QUOTES_RULE,
  quotedNames,
  nonEmpty,
  unknownNames,
  wholeNumber,
  type Environment,
} from './env.js';
import { BOARD_FRESH_MS, CALL_LIMIT_MS, CALL_TIMEOUT_MS, LIST_FRESH_MS, MAX_ROWS } from '../wolkvox/constants.js';
import { MIN_LEASE_MS } from '../state/redis/timing.js';
import { parseRedisUrl, FORMS_OF_REDIS_URL } from '../state/redis/url.js';
import { combine, parsed, problemsOf } from '../shared/result.js';
import { Secret } from '../shared/secret.js';
import { LOG_LEVELS } from '../telemetry/logger.js';

export const EXPLORERS = ['sandbox', 'graphiql', 'none'] as const;

/** All problems of the configuration. A problem is a sentence that names the variable and contains no value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Configuration of the process, read and checked once at startup. */
export type Config = Readonly<ReturnType<typeof readConfig>>;

/** Reads the environment. Throws a ConfigError that names all wrong variables. An empty variable is unset. */
export function readConfig(environment: Environment) {
  const { env, readVariables } = trackReads(nonEmpty(environment));
  const production = env.NODE_ENV === 'production';
  const settings = combine({
    process: parse(processSettings(production), env),
    lease: parsed(undefined, leaseProblems(env)),
    operations: readOperations(env),
    proxy: readProxy(env),
    auth: readAuth(env, production),
    http: readHttp(env),
    limits: readLimits(env),
    telemetry: readTelemetry(env),
  });
  const quoted = quotedNames(env, readVariables);
  const problems = [
    ...quoted.map((name) => `${name} ${QUOTES_RULE}`),
    // The quotation marks cause the other problems of a quoted value.
    ...problemsOf(settings).filter((problem) => !quoted.some((name) => problem.startsWith(`${name} `))),
  ];
  if ('problems' in settings || problems.length > 0) throw new ConfigError(problems);
  const { process: data, operations, proxy, auth, http, limits, telemetry } = settings.value;
  return {
    ...limits,
    ...telemetry,
    ...http,
    port: data.PORT,
    host: data.HOST,
    operations,
    proxy: proxy.proxy,
    auth,
    timeoutMs: data.WOLKVOX_TIMEOUT_MS,
    queueTimeoutMs: data.WOLKVOX_QUEUE_TIMEOUT_MS,
    maxQueue: data.WOLKVOX_MAX_QUEUE,
    slotLeaseMs: data.WOLKVOX_SLOT_LEASE_MS,
    cacheTtlMs: data.CACHE_TTL_MS,
    progressTtlMs: data.PROGRESS_TTL_MS,
    resultsRowCap: data.RESULTS_ROW_CAP,
    maxRetries: data.WOLKVOX_MAX_RETRIES,
    reconcile: data.WOLKVOX_RECONCILE === 'on' || data.WOLKVOX_RECONCILE === 'true',
    /** May hold a password. undefined: the state is in `dataDir`, or only in memory. */
    redisUrl: data.REDIS_URL === undefined ? undefined : new Secret(data.REDIS_URL),
    /** Folder of the state on disk. undefined: the state is in Redis, or only in memory. */
    dataDir: data.REDIS_URL !== undefined || data.DATA_DIR === 'none' ? undefined : data.DATA_DIR,
    /** undefined: the default of the form of REDIS_URL. */
    redisMinReplicas: data.REDIS_MIN_REPLICAS,
    explorer: data.EXPLORER,
    introspection: data.INTROSPECTION === 'on' || data.INTROSPECTION === 'true',
    logLevel: data.LOG_LEVEL,
    /** Secrets of the configuration, which are masked in every log line. */
    secrets: [
      ...operations.map(({ token }) => token),
      ...proxy.proxySecrets,
      ...(auth.mode === 'router' ? [auth.secret] : []),
    ],
    /** Variables with a prefix of this server that have no effect. */
    unknownVariables: unknownNames(env, readVariables),
  };
}

/** Checks the lease of a slot with REDIS_URL. `processSettings` reports values that are wrong without it. */
function leaseProblems({ REDIS_URL: url, WOLKVOX_SLOT_LEASE_MS: written }: Environment): readonly string[] {
  const leaseMs = Number(written ?? CALL_LIMIT_MS);
  return url !== undefined && leaseMs >= MIN_LOCAL_LEASE_MS && leaseMs < MIN_LEASE_MS
    ? [
        `WOLKVOX_SLOT_LEASE_MS must be at least ${MIN_LEASE_MS} with REDIS_URL: a shorter lease could expire before the call is sent if Redis is slow.`,
      ]
    : [];
}

/** Minimum without REDIS_URL, because leases in memory are renewed without delay. */
const MIN_LOCAL_LEASE_MS = 100;

/** A board that is read more often uses up the quota of a day in hours. */
const MIN_PROGRESS_TTL_MS = 5_000;

const TEN_MINUTES_MS = 600_000;
const ONE_DAY_MS = 86_400_000;

/** Descriptions of variables, here and in the other files of this folder, are published in docs/reference/configuration.md. */
export const processSettings = (production: boolean) =>
  z.object({
    NODE_ENV: z
      .string()
      .optional()
      .describe('`production` changes the defaults marked so. No other value has an effect.'),
    PORT: wholeNumber(0, 65_535).default(4000).describe('Port of the server.'),
    HOST: z.string().default('0.0.0.0').describe('Address to listen on.'),
    WOLKVOX_TIMEOUT_MS: wholeNumber(1, TEN_MINUTES_MS)
      .default(CALL_TIMEOUT_MS)
      .describe('Time limit of one call to wolkvox, to the last byte of its response.'),
    WOLKVOX_QUEUE_TIMEOUT_MS: wholeNumber(0, TEN_MINUTES_MS)
      .default(30_000)
      .describe('Time limit of a call in the queue, for slots and between retries.'),
    WOLKVOX_MAX_QUEUE: wholeNumber(0, 1_000_000)
      .default(1000)
      .describe('Calls that may wait per token. A single caller may use half of them.'),
    WOLKVOX_SLOT_LEASE_MS: wholeNumber(MIN_LOCAL_LEASE_MS, TEN_MINUTES_MS)
      .default(CALL_LIMIT_MS)
      .describe(
        `Time until the slot of a call that timed out, or whose process ended, is free. At least ${MIN_LEASE_MS} with \`REDIS_URL\`.`,
      ),
    WOLKVOX_MAX_RETRIES: wholeNumber(0, 100)
      .default(5)
      .describe('Retries of a call whose failure proves that nothing happened.'),
    WOLKVOX_RECONCILE: oneOf(['on', 'off', 'true', 'false'])
      .default('on')
      .describe('Whether a creation without a response is looked up in the list of campaigns, at one or two calls.'),
    REDIS_URL: z
      .string()
      .refine((url) => parseRedisUrl(url) !== undefined, { error: `must be ${FORMS_OF_REDIS_URL}` })
      .optional()
      .describe(
        'Redis that replicas share, such as `redis://:password@host:6379`: [forms](../guides/redis.md). Special characters are written as `%40`. Without it, run one replica per token.',
      ),
    REDIS_MIN_REPLICAS: wholeNumber(0, 10)
      .optional()
      .describe(
        'Replicas of Redis that must have a write before this server acts on it: [durability](../guides/redis.md#which-promises-hold-after-a-fail-over). Default: 1 with Sentinels or a cluster, else 0.',
      ),
    DATA_DIR: z
      .string()
      .default('./data')
      .describe(
        'Folder of the idempotency keys, the quota and the campaign ids of a single process; `/data` in the image. `none`: in memory, so a restart forgets them. Not used with `REDIS_URL`.',
      ),
    CACHE_TTL_MS: wholeNumber(0, ONE_DAY_MS)
      .default(LIST_FRESH_MS)
      .describe('Time for which a list is fresh. 0: only simultaneous requests share a read.'),
    PROGRESS_TTL_MS: wholeNumber(MIN_PROGRESS_TTL_MS, ONE_DAY_MS)
      .default(BOARD_FRESH_MS)
      .describe(
        'Time for which the progress of the campaigns of an operation is read from wolkvox once, by all replicas on one Redis.',
      ),
    RESULTS_ROW_CAP: wholeNumber(1, MAX_ROWS)
      .default(MAX_ROWS)
      .describe('Rows at which wolkvox cuts a report of results. A report with that many rows is read again in parts.'),
    EXPLORER: oneOf(EXPLORERS)
      .default(production ? 'none' : 'sandbox')
      .describe('Apollo Sandbox (loaded from the internet), GraphiQL (loaded from this server), or no page.'),
    INTROSPECTION: oneOf(['on', 'off', 'true', 'false'])
      .default(production ? 'off' : 'on')
      .describe('Whether clients may query the schema.'),
    LOG_LEVEL: oneOf(LOG_LEVELS)
      .default('info')
      .describe('Lowest level of log lines. `debug` adds health checks and scrapes.'),
  });
