import { randomBytes } from 'node:crypto';

import { readConfig } from './config.js';
import type { Environment } from './config/rules.js';
import { demoLanguage, welcome } from './demo/demo-text.js';
import { pickExplorer } from './demo/pick-explorer.js';
import { createLog, standardOutput } from './log.js';
import type { LogDestination } from './sight/log-output.js';
import { startServer, type RunningServer } from './server.js';
import { startSimulator, type Behaviour } from './simulator/simulator.js';
import { STORY } from './simulator/story.js';

/** Server and simulator on one terminal. It never calls the real wolkvox: its address and token are the simulator's. */
async function demo(): Promise<void> {
  const token = randomBytes(20).toString('hex');
  // Tests say where to look, since they call nobody.
  const explorer = await pickExplorer(process.env.EXPLORER, process.env.DEMO_PROBE);
  const onOrder = forgetQuota(async () => {
    await server.close();
    server = await serve(Number(new URL(server.url).port));
  });
  const simulator = await onFreePort(SIMULATOR_PORT, (port) => startSimulator({ ...STORY, port, token, onOrder }));
  const serve = (port: number): Promise<RunningServer> => {
    const config = readConfig({
      ...settings(),
      EXPLORER: explorer.shown,
      WOLKVOX_BASE_URL: simulator.url,
      WOLKVOX_TOKEN: token,
      PORT: String(port),
    });
    const http = { ...config.http, corsOrigins: [LOOPBACK_ORIGIN, ...config.http.corsOrigins] };
    return startServer({ ...config, http }, createLog(config, demoLog()));
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

/** Warnings and errors alone, unless LOG_LEVEL says otherwise: audit lines, which no level leaves out, would scroll the text away. */
function demoLog(): LogDestination {
  const output = standardOutput();
  if ((process.env.LOG_LEVEL ?? '') !== '') return output;
  return { write: (line, kind) => (kind === 'audit' ? undefined : output.write(line, kind)) };
}

const SERVER_PORT = 4000;
const SIMULATOR_PORT = 4001;

/** Pages of this machine, as a dev server of a frontend serves them on any port. The demo has nothing to hide from them. */
const LOOPBACK_ORIGIN = /^https?:\/\/(?:(?:[a-z0-9-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?$/;

/** Of the environment, only what cannot lead to a real wolkvox; quiet logs, so that the text below stays readable. */
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

/** On the usual port, or on any free one where something else listens there. */
async function onFreePort<T>(usual: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(usual);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return start(0);
    throw error;
  }
}

/**
 * The server rightly believes wolkvox for the rest of the day that no call is left. In a demo it is to forget that when the
 * simulator does, so it starts anew.
 */
function forgetQuota(renew: () => Promise<void>): (behaviour: Behaviour | null) => Promise<void> {
  let believed = false;
  return async (behaviour) => {
    const before = believed;
    believed = behaviour?.preset === 'quota-exhausted';
    if (before && !believed) await renew();
  };
}

await demo();
