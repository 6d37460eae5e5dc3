import { randomBytes } from 'node:crypto';

import { readConfig } from '../../../dist/config/config.js';
import type { Environment } from '../../../dist/config/env.js';
import { demoLanguage, welcome } from './demo-text.js';
import { pickExplorer } from './pick-explorer.js';
import { createLogger, standardOutput } from '../../../dist/telemetry/logger.js';
import type { LogDestination } from '../../../dist/telemetry/log-output.js';
import { startServer, type RunningServer } from '../../../dist/server.js';
import { startSimulator, type Behaviour } from '../../simulator/dist/simulator.js';
import { DEMO_DATA } from '../../simulator/dist/demo-data.js';

/**
 * Runs the server and the simulator in one process. Base URL and token are the simulator's, so the real wolkvox is
 * never called.
 */
async function demo(): Promise<void> {
  const token = randomBytes(20).toString('hex');
  // Tests set DEMO_PROBE, because they have no internet.
  const explorer = await pickExplorer(process.env.EXPLORER, process.env.DEMO_PROBE);
  const onOrder = resetQuotaWith(async () => {
    await server.close();
    server = await serve(Number(new URL(server.url).port));
  });
  const simulator = await onFreePort(SIMULATOR_PORT, (port) =>
    startSimulator({ ...DEMO_DATA, port, token, onOrder, dialIntervalMs: DIAL_INTERVAL_MS }),
  );
  const serve = (port: number): Promise<RunningServer> => {
    const config = readConfig({
      ...settings(),
      EXPLORER: explorer.shown,
      WOLKVOX_BASE_URL: simulator.url,
      WOLKVOX_TOKEN: token,
      PORT: String(port),
      // The shortest one, so that progress is seen to move. The simulator has no quota to save.
      PROGRESS_TTL_MS: '5000',
      // The simulator forgets its campaigns with the process too.
      DATA_DIR: 'none',
    });
    const http = { ...config.http, corsOrigins: [LOOPBACK_ORIGIN, ...config.http.corsOrigins] };
    return startServer({ ...config, http }, createLogger(config, demoLog()));
  };
  let server = await onFreePort(SERVER_PORT, serve);
  const running = { server: server.url, simulator: simulator.url, explorer };
  process.stdout.write(welcome(demoLanguage(process.env), running));

  const stop = (): void => {
    void Promise.all([server.close(), simulator.close()]).then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/**
 * Returns a log destination without audit lines, which no level filters, unless LOG_LEVEL is set. They would scroll the
 * text away.
 */
function demoLog(): LogDestination {
  const output = standardOutput();
  if ((process.env.LOG_LEVEL ?? '') !== '') return output;
  return { write: (line, kind) => (kind === 'audit' ? undefined : output.write(line, kind)) };
}

/** A campaign of 60 contacts takes a minute. */
const DIAL_INTERVAL_MS = 1_000;

const SERVER_PORT = 4000;
const SIMULATOR_PORT = 4001;

/** Loopback origins on any port, for the dev server of a frontend. */
const LOOPBACK_ORIGIN = /^https?:\/\/(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?$/;

/**
 * Returns the variables that cannot point to a real wolkvox. The log level defaults to `warn`, so that the text stays
 * readable.
 */
function settings(): Environment {
  const { LOG_LEVEL = 'warn', CORS_ORIGINS, WOLKVOX_TIME_ZONE, WOLKVOX_TIME_FORMAT } = process.env;
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: LOG_LEVEL === '' ? 'warn' : LOG_LEVEL,
    CORS_ORIGINS,
    WOLKVOX_TIME_ZONE,
    WOLKVOX_TIME_FORMAT,
  };
}

/** Starts on the default port, or on a free port if the default is in use. */
async function onFreePort<T>(preferred: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(preferred);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return start(0);
    throw error;
  }
}

/**
 * Restarts the server when the preset `quota-exhausted` ends, because the server rejects calls until midnight after it.
 */
function resetQuotaWith(restart: () => Promise<void>): (behaviour: Behaviour | null) => Promise<void> {
  let exhausted = false;
  return async (behaviour) => {
    const wasExhausted = exhausted;
    exhausted = behaviour?.preset === 'quota-exhausted';
    if (wasExhausted && !exhausted) await restart();
  };
}

await demo();
