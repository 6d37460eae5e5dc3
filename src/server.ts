// Imported first, because the decorated classes below need it.
import 'reflect-metadata';

import type { AddressInfo } from 'node:net';

import type { Logger } from 'pino';

import type { Config } from './config/config.js';
import type { OperationSettings } from './config/operations.js';
import { logAuthEvents } from './auth/auth-log.js';
import { createAuthenticator } from './auth/authenticator.js';
import { readGraphiql } from './explorer/graphiql-file.js';
import { createAuthHooks } from './http/auth-hooks.js';
import { startApollo } from './graphql/apollo.js';
import { createApp } from './http/app.js';
import { registerHttpPolicies as hardenHttp, type HttpPolicies } from './http/http-policies.js';
import { createHealth, type Dependency } from './http/health.js';
import { createSafelist } from './http/trusted-documents.js';
import { urlOf } from './http/listening-url.js';
import { wantsPage } from './shared/graphql-media-type.js';
import { SAMPLE_OPERATION } from './explorer/sample-operations.js';
import { NONE_DROPPED, type DroppedLines } from './telemetry/log-output.js';
import { CampaignProgressReader } from './services/campaign-progress.js';
import { Campaigns } from './services/campaigns.js';
import { ContactSearch } from './services/contact-search.js';
import { ProgressFeed } from './services/progress-feed.js';
import { Lists, type ListsDependencies } from './services/lists.js';
import { ResultWindows } from './services/result-windows.js';
import { CreationReconciler } from './services/creation-reconciler.js';
import { ConfiguredOperations } from './services/operation-registry.js';
import { loadHolidays } from './services/holidays.js';
import { describeError } from './telemetry/describe-error.js';
import { createRedisErrors, type RedisErrors } from './telemetry/redis-errors.js';
import { createResponseCounter, registerResponseMetrics } from './http/response-metrics.js';
import { serveMetrics } from './http/metrics-endpoint.js';
import { createTelemetry } from './telemetry/telemetry.js';
import { createWolkvox, type OperationConnection } from './wolkvox/client.js';
import { createLimiter } from './wolkvox/limiter/limiter.js';
import { Idempotency } from './services/idempotency.js';
import { createMemoryState } from './state/memory/memory-state.js';
import type { State } from './state/state.js';
import { createTransport } from './wolkvox/transport.js';

export interface RunningServer {
  /** Base URL of the server, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly metricsUrl: string;
  /** Makes /readyz return 503. Requests are still served until `close`. */
  drain(): void;
  /** Stops accepting requests, waits for the requests in flight, then closes everything. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Builds and starts the whole product from a configuration. Tests, demo and production use it. `registerHttpPolicies`
 * is replaceable, so that a benchmark can measure its cost. `droppedLines` returns the number of lines that the log has
 * dropped, for the metric.
 */
export async function startServer(
  config: Config,
  log: Logger,
  registerHttpPolicies: HttpPolicies = hardenHttp,
  droppedLines: () => DroppedLines = () => NONE_DROPPED,
): Promise<RunningServer> {
  if (config.unknownVariables.length > 0)
    log.warn(
      { variables: config.unknownVariables },
      'unknown environment variables: see docs/reference/configuration.md',
    );
  let draining = false;
  let closing: Promise<void> | undefined;
  const graphiql = config.explorer === 'graphiql' ? await readGraphiql() : null;
  const transport = createTransport(config);
  const authenticator = createAuthenticator(config.auth, logAuthEvents(log));
  const { keys } = authenticator;
  const firstKeys = keys?.start();
  const redisErrors = createRedisErrors();
  const state = await openState(config, log, redisErrors);
  const limiter = createLimiter(state, config);
  const wolkvox = createWolkvox(transport, limiter, {
    ...config,
    charsetAssumed: (operation, charset) =>
      log.warn({ operation, charset }, 'wolkvox response is not valid UTF-8: charset assumed'),
  });
  const operations = new ConfiguredOperations(await Promise.all(config.operations.map(withHolidays)), limiter);
  // A server with fast dependencies is ready when it listens. Slow dependencies do not delay /livez.
  await Promise.race([firstKeys, new Promise((resolve) => void setTimeout(resolve, FIRST_KEYS_MS).unref())]);
  const dependencies: Dependency[] = [];
  if (config.redisUrl !== undefined)
    dependencies.push({ unavailable: 'redis-unavailable', isAvailable: () => state.ready() });
  if (config.dataDir !== undefined)
    dependencies.push({ unavailable: 'data-dir-unavailable', isAvailable: () => state.ready() });
  if (keys !== undefined) dependencies.push({ unavailable: 'jwks-unavailable', isAvailable: () => keys.isAvailable() });
  const health = createHealth(dependencies, ({ started, unavailable }) => {
    if (started) log.warn('ready: startup is complete');
    else log.warn({ waitingFor: unavailable }, 'not ready: startup is not complete');
  });
  // Evaluated now, because Redis may be unavailable at the first request of /readyz.
  health();
  const telemetry = await createTelemetry({
    operations,
    log,
    probes: {
      ready: () => !draining && health().started,
      redisUp: config.redisUrl && (() => state.ready()),
      keys: keys?.maxAgeMs === undefined ? undefined : { ageMs: () => keys.ageMs(), maxAgeMs: keys.maxAgeMs },
    },
    redisErrors,
    traces: config.traces,
    droppedLines,
  });
  const warned = new Set<string>();
  /** Logs each warning once, because every request may cause it. */
  const warnOnce = (fields: object, message: string): void => {
    const warning = JSON.stringify([fields, message]);
    if (!warned.has(warning)) log.warn(fields, message);
    warned.add(warning);
  };
  const reconciler = config.reconcile ? new CreationReconciler(state.campaignIds, wolkvox, config.slotLeaseMs) : null;
  const sharedReads = {
    snapshots: state.snapshots,
    wolkvox,
    readMs: config.queueTimeoutMs + config.timeoutMs,
    record: (call) => {
      log.info({ upstream: [call] }, 'list refreshed');
      telemetry.call(call);
    },
    onLookup: telemetry.listLookup,
    onUnrecognized: (api, column) => warnOnce({ api, column }, 'unrecognized value in wolkvox column'),
    onUnreadableSnapshot: (api) => warnOnce({ kind: `list ${api}` }, UNREADABLE),
  } satisfies Partial<ListsDependencies>;
  const lists = new Lists({
    ...sharedReads,
    freshMs: config.cacheTtlMs,
    onCampaigns: (operation, campaigns) => reconciler?.observe(operation, campaigns),
  });
  const progress = new CampaignProgressReader({ ...sharedReads, freshMs: config.progressTtlMs });
  const resultWindows = new ResultWindows({
    wolkvox,
    freshMs: config.cacheTtlMs,
    maxRows: config.resultsRowCap,
    onUnrecognized: sharedReads.onUnrecognized,
    onLookup: telemetry.resultWindow,
  });
  const campaigns = new Campaigns({
    changes: state.changes,
    lists,
    resultWindows,
    wolkvox,
    idempotency: new Idempotency(state.idempotency),
    reconciler,
    slotLeaseMs: config.slotLeaseMs,
    // Maximum duration of a creation and of its reconciliation.
    duplicateWaitMs: 2 * (config.queueTimeoutMs + config.timeoutMs) + config.slotLeaseMs,
    onUnreadableResult: () => warnOnce({ kind: 'idempotency key' }, UNREADABLE),
  });
  const apollo = await startApollo(
    {
      introspection: config.introspection,
      sandbox: config.explorer === 'sandbox' ? SAMPLE_OPERATION : null,
      freshMs: config.cacheTtlMs,
      limits: config.limits,
      trustedOnly: config.trustedDocuments !== null,
    },
    (fields, message) => log.error(fields, message),
  );
  const authHooks = createAuthHooks(authenticator, config.explorer === 'none' ? () => false : wantsPage);
  const safelist = config.trustedDocuments === null ? null : createSafelist(config.trustedDocuments);
  const responses = createResponseCounter(telemetry);
  const contactSearch = new ContactSearch(sharedReads);
  const feed = new ProgressFeed({
    reader: progress,
    freshMs: config.progressTtlMs,
    campaignExists: (operation, campaignId) => lists.campaignExists(operation, campaignId),
    subscribed: telemetry.subscribed,
    onError: (error) => log.error(describeError(error), 'internal error of a subscription'),
  });
  const services = { operations, campaigns, lists, progress, contactSearch, resultWindows, feed };
  const app = await createApp({
    apollo,
    services,
    health,
    authHooks,
    safelist,
    graphiql,
    hasExplorer: config.explorer !== 'none',
    settings: config.http,
    registerPolicies: registerHttpPolicies,
    startTelemetry: telemetry.startRequest,
    responses,
    log,
  });
  registerResponseMetrics(app.http, { rejected: telemetry.rejected, responses });
  const metrics = await serveMetrics(app.http, { ...telemetry, responses }, config);
  await app.http.listen({ port: config.port, host: config.host });

  const drain = (): void => {
    draining = true;
    app.drain();
  };
  const close = async (): Promise<void> => {
    drain();
    // The drain plugin of Apollo for Fastify closes connections after 10 s, but a create may take 65 s.
    await app.close();
    await apollo.stop();
    keys?.close();
    transport.close();
    await Promise.all([state.close(), metrics.close(), telemetry.close()]);
  };
  const url = urlOf(app.http.server.address() as AddressInfo);
  const metricsUrl = metrics.address === undefined ? url : urlOf(metrics.address);
  return { url, metricsUrl: `${metricsUrl}/metrics`, drain, close: () => (closing ??= close()) };
}

/** Loads the holidays of the calling hours of an operation. */
async function withHolidays({ callingHours, ...operation }: OperationSettings): Promise<OperationConnection> {
  if (callingHours === undefined) return operation;
  const { windows, holidays } = callingHours;
  const isHoliday = holidays === undefined ? undefined : await loadHolidays(holidays);
  return { ...operation, callingHours: { windows, isHoliday } };
}

const UNREADABLE = 'unreadable value in Redis: ignored';

/** Opens the state of the configuration. Rejects with DataDirError if DATA_DIR cannot be opened. */
async function openState(
  { redisUrl, redisMinReplicas, dataDir }: Config,
  log: Logger,
  redisErrors: RedisErrors,
): Promise<State> {
  // Loaded only if they are configured, because each takes an eighth of the start.
  if (redisUrl !== undefined) {
    const { createRedisState } = await import('./state/redis/redis-state.js');
    return createRedisState(
      redisUrl.reveal(),
      (message, level, code) => log[level]({ code }, message),
      (code) => redisErrors.count(code),
      redisMinReplicas,
    );
  }
  if (dataDir !== undefined) {
    const { createEmbeddedState } = await import('./state/embedded/embedded-state.js');
    return createEmbeddedState({
      directory: dataDir,
      report: (message, level, code) => log[level]({ code }, message),
    });
  }
  log.info('state is in memory (DATA_DIR=none): a restart forgets idempotency keys, the quota used and campaign ids');
  return createMemoryState();
}

/** Time that the start waits for the first JWKS fetch. */
const FIRST_KEYS_MS = 1_000;
