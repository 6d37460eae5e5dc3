import { setTimeout as sleep } from 'node:timers/promises';

import { ConfigError, readConfig, type Config } from './config.js';
import { describeFault } from './graphql/error/error-presenter.js';
import { createLog, standardOutput } from './log.js';
import { startServer, type RunningServer } from './server.js';

/** The process: reads the configuration, serves until it is told to stop, and says in a few lines why it cannot. */
async function main(): Promise<void> {
  const config = configOrExit();
  const output = standardOutput();
  const log = createLog(config, output);
  const fatal = (error: unknown): void => {
    log.fatal(describeFault(error), 'fault outside any request, exiting');
    process.exit(1);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  // Node's own listener writes to stderr and blocks the process if that is a pipe that is full.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn(describeFault(warning), 'node.js warning'));

  const started = startOrExit(() => startServer(config, log, undefined, () => output.dropped()), config);
  // Before it listens: whoever finds the port open may already be told to stop.
  const impatience = new AbortController();
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const server = await started;
    server.drain();
    if (config.shutdownDelayMs > 0 && !impatience.signal.aborted) {
      log.info({ signal, delayMs: config.shutdownDelayMs }, 'leaving: not ready any more, serving all the same');
      // Whoever sends us requests needs a while to see it. Cut short, it is just as over.
      await sleep(config.shutdownDelayMs, undefined, { signal: impatience.signal }).catch(() => undefined);
    }
    log.info({ signal }, 'draining: calls under way finish first');
    await server.close();
    log.info('stopped');
    process.exit(0);
  };
  // Impatience of a supervisor loses nothing; a second Ctrl+C is meant.
  let stopping = false;
  const stopOnce = (signal: NodeJS.Signals): void => {
    if (!stopping) stop(signal).catch(fatal);
    stopping = true;
  };
  process.on('SIGTERM', stopOnce);
  // A person waits for no delay.
  process.once('SIGINT', (signal) => {
    impatience.abort();
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
    // A diagnostic report or a child process would carry it on.
    delete process.env.WOLKVOX_TOKEN;
    delete process.env.REDIS_URL;
    delete process.env.AUTH_ROUTER_SECRET;
    delete process.env.OTEL_EXPORTER_OTLP_HEADERS;
    delete process.env.OTEL_EXPORTER_OTLP_TRACES_HEADERS;
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return exit([
      'wolkvox-graphql cannot start:',
      ...error.problems.map((problem) => `  ${problem}`),
      'docs/configuration.md explains every variable; `npm run demo` needs none.',
    ]);
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
    const of =
      metricsPort !== undefined && error instanceof Error && 'port' in error && error.port === metricsPort
        ? `METRICS_PORT ${metricsPort}`
        : `PORT ${port}`;
    if (code === 'EADDRINUSE') return exit([`wolkvox-graphql cannot start:`, `  ${of} is in use on this machine.`]);
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      return exit([`wolkvox-graphql cannot start:`, `  HOST ${host} and ${of} cannot be listened on (${code}).`]);
    throw error;
  }
}

function exit(lines: readonly string[]): never {
  try {
    process.stderr.write(`${lines.join('\n')}\n`);
  } catch {
    // A full disk. The exit code says that it did not start.
  }
  process.exit(1);
}

await main();
