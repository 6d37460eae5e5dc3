/**
 * Simulator as its own process: `npm run simulator`.
 * Variables: SIMULATOR_PORT (default 4001), SIMULATOR_TOKEN (default: random, printed once), SIMULATOR_LICENCES,
 * SIMULATOR_MAX_IN_FLIGHT, SIMULATOR_DIAL_INTERVAL_MS.
 */
import { randomBytes } from 'node:crypto';
import { startSimulator } from './simulator.js';
import { optionsFromEnvironment } from './settings.js';

try {
  const options = optionsFromEnvironment(process.env, () => randomBytes(32).toString('hex'));
  const simulator = await startSimulator(options);
  console.log(`wolkvox simulator: ${simulator.url}/api/v2/, help: ${simulator.url}/control`);
  // A random token is printed, because the client needs it. A configured token is never printed.
  if (!process.env.SIMULATOR_TOKEN) console.log(`wolkvox-token: ${options.token}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.close());
} catch (error) {
  console.error(sentenceOf(error));
  process.exitCode = 1;
}

/** Returns the message of a start error. Node's own message about a port names no variable. */
function sentenceOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (!('code' in error && 'port' in error)) return error.message;
  const why =
    error.code === 'EADDRINUSE' ? 'is in use on this machine' : `cannot be listened on (${String(error.code)})`;
  return `The simulator cannot start: SIMULATOR_PORT ${String(error.port)} ${why}.`;
}
