import { setTimeout as sleep } from 'node:timers/promises';

import { ConfigError, readConfig, type Config } from './config/config.js';
import type { RunningServer } from './server.js';
import { DataDirError } from './state/embedded/data-dir-error.js';
import { describeError } from './telemetry/describe-error.js';
import { createLogger, standardOutput } from './telemetry/logger.js';

/** Runs the process until a signal stops it. Exits with a short message if it cannot start. */
async function main(): Promise<void> {
  const config = configOrExit();
  const output = standardOutput();
  const log = createLogger(config, output);
  const fatal = (error: unknown): void => {
    log.fatal(describeError(error), 'uncaught error, exiting');
    process.exit(1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  // The default listener of Node writes to stderr and blocks the process if that pipe is full.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn(describeError(warning), 'node.js warning'));

  const start = async (): Promise<RunningServer> => {
    // Loaded only now, so that a wrong configuration ends the process at once.
    const { startServer } = await import('./server.js');
    return startServer(config, log, undefined, () => output.dropped());
  };
  const started = startOrExit(start, config);
  // Registered before the server listens, because a signal may arrive as soon as the port is open.
  const delayAbort = new AbortController();
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const server = await started;
    server.drain();
    if (config.shutdownDelayMs > 0 && !delayAbort.signal.aborted) {
      log.info({ signal, delayMs: config.shutdownDelayMs }, 'shutdown: readiness off, still serving');
      // Load balancers need time to notice /readyz. An aborted delay ends in the same way.
      await sleep(config.shutdownDelayMs, undefined, { signal: delayAbort.signal }).catch(() => undefined);
    }
    log.info({ signal }, 'shutdown: draining in-flight requests');
    await server.close();
    log.info('stopped');
    process.exit(0);
  };
  // A repeated SIGTERM changes nothing. A second Ctrl+C ends the process.
  let stopping = false;
  const stopOnce = (signal: NodeJS.Signals): void => {
    if (!stopping) stop(signal).catch(fatal);
    stopping = true;
  };
  process.on('SIGTERM', stopOnce);
  // Ctrl+C skips the delay.
  process.once('SIGINT', (signal) => {
    delayAbort.abort();
    stopOnce(signal);
  });

  const { url, metricsUrl } = await started;
  log.info(
    {
      url: `${url}/graphql`,
      metrics: metricsUrl,
      auth: config.auth.mode,
      operations: config.operations.map(({ id }) => id),
    },
    'listening',
  );
}

function configOrExit(): Config {
  try {
    const config = readConfig(process.env);
    // A diagnostic report or a child process would contain it.
    delete process.env.WOLKVOX_TOKEN;
    delete process.env.REDIS_URL;
    delete process.env.AUTH_ROUTER_SECRET;
    delete process.env.HTTPS_PROXY;
    delete process.env.https_proxy;
    delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
    delete process.env.OTEL_EXPORTER_OTLP_TRACES_HEADERS;
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return exit(error.problems, 'docs/reference/configuration.md explains every variable; `npm run demo` needs none.');
  }
}

async function startOrExit(
  start: () => Promise<RunningServer>,
  { host, port, metricsPort }: Config,
): Promise<RunningServer> {
  try {
    return await start();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (error instanceof DataDirError) return exit([dataDirProblem(error)]);
    const setting =
      metricsPort !== undefined && error instanceof Error && 'port' in error && error.port === metricsPort
        ? `METRICS_PORT ${metricsPort}`
        : `PORT ${port}`;
    if (code === 'EADDRINUSE') return exit([`${setting} is in use on this machine.`]);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      return exit([`HOST ${host} and ${setting} cannot be listened on (${code}).`]);
    throw error;
  }
}

/** Returns a sentence for the operator. It does not contain the path. */
function dataDirProblem({ reason, code }: DataDirError): string {
  switch (reason) {
    case 'in-use':
      return 'DATA_DIR is in use by another process. Each process needs its own folder; replicas share Redis (REDIS_URL).';
    case 'newer':
      return `DATA_DIR was written by a newer version of this server (${code}). Run that version, or use another folder.`;
    case 'damaged':
      return `DATA_DIR is damaged (${code}). Restore it, or use another folder: the idempotency keys in it are then lost.`;
    case 'unusable':
      return `DATA_DIR cannot be written (${code}). Use a writable folder, or DATA_DIR=none: a restart then forgets idempotency keys.`;
  }
}

/** Ends the process with the problems and a hint. */
function exit(problems: readonly string[], ...hint: readonly string[]): never {
  const lines = ['wolkvox-graphql cannot start:', ...problems.map((problem) => `  ${problem}`), ...hint];
  try {
    process.stderr.write(`${lines.join('\n')}\n`);
  } catch {
    // The disk may be full. The exit code still reports the failure.
  }
  process.exit(1);
}

await main();
