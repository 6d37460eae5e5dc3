// First, for every class with decorators below.
import 'reflect-metadata';

import type { AddressInfo } from 'node:net';

import type { Logger } from 'pino';

import type { Config } from './config.js';
import { createAuthenticator, type AuthNews } from './access/authenticate.js';
import { readGraphiql } from './explorer/graphiql-file.js';
import { createDoor } from './graphql/auth/door.js';
import { startApollo } from './graphql/apollo.js';
import { createApp } from './graphql/app.js';
import { harden as hardenHttp, type Harden } from './graphql/http/harden.js';
import { createHealth, type Dependency } from './graphql/http/health.js';
import { trustDocuments } from './graphql/limits/trusted-documents.js';
import { wantsPage } from './graphql/serve-graphql.js';
import { READY_OPERATION } from './explorer/ready-operation.js';
import type { DroppedLines } from './sight/log-output.js';
import { Campaigns } from './service/campaigns.js';
import { Lists } from './service/lists.js';
import { CampaignNumbers } from './service/lost-creation.js';
import { Operations } from './service/operations.js';
import { createRedisErrors } from './sight/redis-errors.js';
import { countAnswers } from './sight/refusals.js';
import { serveMetrics } from './sight/serve-metrics.js';
import { createSight } from './sight/sight.js';
import { createWolkvox } from './wolkvox/client.js';
import { createGovernor } from './wolkvox/governor/governor.js';
import { Idempotency } from './wolkvox/governor/idempotency.js';
import { createMemoryState } from './wolkvox/governor/memory-state.js';
import { createRedisState } from './wolkvox/governor/redis-state.js';
import { createHttp } from './wolkvox/http.js';

export interface RunningServer {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Where its metrics are. */
  readonly metricsUrl: string;
  /** Says that it is leaving, /readyz is red, and serves everything all the same until it is closed. */
  drain(): void;
  /** Takes no more requests, lets those under way finish, then closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Builds the whole product from a configuration and starts it. Tests, demo and production come in here; a bench that wants
 * to know what hardening costs gives another `harden`. `droppedLines`: the lines that the log has dropped so far, for its metric.
 */
export async function startServer(
  config: Config,
  log: Logger,
  harden: Harden = hardenHttp,
  droppedLines: () => DroppedLines = () => NONE_DROPPED,
): Promise<RunningServer> {
  if (config.unknown.length > 0)
    log.warn({ variables: config.unknown }, 'variables that are not known: see docs/configuration.md');
  let leaving = false;
  let closing: Promise<void> | undefined;
  const graphiql = config.explorer === 'graphiql' ? await readGraphiql() : null;
  const http = createHttp();
  const authenticator = createAuthenticator(config.auth, authNews(log));
  const { keys } = authenticator;
  const firstKeys = keys?.start();
  const redisErrors = createRedisErrors();
  const state =
    config.redisUrl === undefined
      ? createMemoryState()
      : await createRedisState(
          config.redisUrl.reveal(),
          (news, level, word) => log[level]({ word }, news),
          (word) => redisErrors.count(word),
        );
  const governor = createGovernor(state, config);
  const wolkvox = createWolkvox(http, governor, {
    ...config,
    charsetAssumed: (operation, charset) =>
      log.warn({ operation, charset }, 'wolkvox sent text that is not valid UTF-8: the charset was assumed'),
  });
  const operations = new Operations(config.operations, governor);
  // A server whose dependencies answer at once is ready when it listens; others do not hold up /livez.
  await Promise.race([firstKeys, new Promise((resolve) => void setTimeout(resolve, FIRST_KEYS_MS).unref())]);
  const dependencies: Dependency[] = [];
  if (config.redisUrl !== undefined)
    dependencies.push({ unavailable: 'redis-unavailable', isAvailable: () => state.ready() });
  if (keys !== undefined) dependencies.push({ unavailable: 'jwks-unavailable', isAvailable: () => keys.isAvailable() });
  const health = createHealth(dependencies, ({ started, unavailable }) => {
    if (started) log.warn('ready: the start is complete');
    else log.warn({ waitingFor: unavailable }, 'not ready: the start is not complete');
  });
  // Redis may be gone again at the first request of /readyz.
  health();
  const sight = await createSight({
    operations,
    log,
    probes: {
      ready: () => !leaving && health().started,
      redisUp: config.redisUrl && (() => state.ready()),
      keys: keys?.maxAgeMs === undefined ? undefined : { ageMs: () => keys.ageMs(), maxAgeMs: keys.maxAgeMs },
    },
    redisErrors,
    traces: config.traces,
    droppedLines,
  });
  const unread = new Set<string>();
  const unreadable = new Set<string>();
  /** Once for each kind: every request may meet it. */
  const warnUnreadable = (kind: string): void => {
    if (unreadable.has(kind)) return;
    unreadable.add(kind);
    log.warn({ kind }, 'Redis holds a value that cannot be read: it is ignored');
  };
  const numbers = config.reconcile ? new CampaignNumbers(state, wolkvox, config.callLimitMs) : null;
  const lists = new Lists({
    state,
    wolkvox,
    freshMs: config.cacheTtlMs,
    readMs: config.queueTimeoutMs + config.timeoutMs,
    record: (call) => {
      log.info({ upstream: [call] }, 'read');
      sight.call(call);
    },
    looked: sight.listRead,
    listed: (operation, campaigns) => numbers?.see(operation, campaigns),
    unread: (api, column) => {
      if (unread.has(`${api} ${column}`)) return;
      unread.add(`${api} ${column}`);
      log.warn({ api, column }, 'a word that is not known');
    },
    unreadable: (api) => warnUnreadable(`list ${api}`),
  });
  const campaigns = new Campaigns({
    lists,
    wolkvox,
    idempotency: new Idempotency(state),
    numbers,
    // The longest that a creation and the look for it may take.
    duplicateWaitMs: 2 * (config.queueTimeoutMs + config.timeoutMs) + config.callLimitMs,
    unreadableAnswer: () => warnUnreadable('idempotency key'),
  });
  const apollo = await startApollo(
    {
      introspection: config.introspection,
      sandbox: config.explorer === 'sandbox' ? READY_OPERATION : null,
      freshMs: config.cacheTtlMs,
      limits: config.limits,
      trustedOnly: config.trustedDocuments !== null,
    },
    (fields, message) => log.error(fields, message),
  );
  const door = createDoor(authenticator, {
    open: config.explorer === 'none' ? () => false : wantsPage,
  });
  const trusted = config.trustedDocuments === null ? null : trustDocuments(config.trustedDocuments);
  const services = { operations, campaigns, lists };
  const app = await createApp({
    apollo,
    services,
    health,
    door,
    trusted,
    graphiql,
    hasExplorer: config.explorer !== 'none',
    settings: config.http,
    harden,
    watchOver: sight.watch,
    responses: sight.responses,
    log,
  });
  countAnswers(app.http, sight);
  const metrics = await serveMetrics(app.http, sight, config);
  await app.http.listen({ port: config.port, host: config.host });

  const drain = (): void => {
    leaving = true;
    app.drain();
  };
  const close = async (): Promise<void> => {
    drain();
    // Not Apollo's drain plugin for fastify: it cuts connections after 10 s, and a create may take 65.
    await app.close();
    await apollo.stop();
    keys?.close();
    http.close();
    await Promise.all([state.close(), metrics.close(), sight.close()]);
  };
  const url = urlOf(app.http.server.address() as AddressInfo);
  const metricsUrl = metrics.address === undefined ? url : urlOf(metrics.address);
  return { url, metricsUrl: `${metricsUrl}/metrics`, drain, close: () => (closing ??= close()) };
}

/** How long the start waits for the first answer of the address of the keys. */
const FIRST_KEYS_MS = 1_000;

/** An outage of the keys is one line, and so is its end. */
const authNews = (log: Logger): AuthNews => ({
  failed: (reason, held) =>
    log.error(
      { reason },
      held
        ? 'the keys of tokens cannot be fetched from AUTH_JWT_JWKS_URL: those from before are used until AUTH_JWT_KEYS_MAX_AGE_MS'
        : 'the keys of tokens cannot be fetched from AUTH_JWT_JWKS_URL: no token is accepted before they are',
    ),
  expired: (reason) =>
    log.error(
      { reason },
      'the keys of tokens are older than AUTH_JWT_KEYS_MAX_AGE_MS and cannot be fetched from AUTH_JWT_JWKS_URL: no token is accepted before they are',
    ),
  recovered: () => log.warn('the keys of tokens are fetched again from AUTH_JWT_JWKS_URL'),
  claimMissing: (variable, claim) =>
    log.warn(
      { variable, claim },
      'the first accepted token has no list in the claim that this variable names: see docs/access.md; logged once',
    ),
});

const NONE_DROPPED: DroppedLines = { info: 0, warning: 0, audit: 0 };

function urlOf({ address, family, port }: AddressInfo): string {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
