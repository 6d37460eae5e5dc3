// The product in its own process, with CPU measurement. UNHARDENED: without the optional HTTP policies of production.
// DIST: another build.
import { pathToFileURL } from 'node:url';

import { answerCpuQuestions } from './cpu.js';

const dist =
  process.env.DIST === undefined ? new URL('../dist/', import.meta.url) : pathToFileURL(`${process.env.DIST}/`);
const { readConfig } = await import(new URL('config/config.js', dist)).catch(() => import(new URL('config.js', dist)));
// Older builds have the logger in another folder.
const { createLogger } = await import(new URL('telemetry/logger.js', dist)).catch(async () => {
  const { createLog } = await import(new URL('log.js', dist));
  return { createLogger: createLog };
});
const { startServer } = await import(new URL('server.js', dist));

const config = readConfig(process.env);
const nothing = () => Promise.resolve();
const server = await startServer(
  config,
  createLogger(config),
  ...(process.env.UNHARDENED === undefined ? [] : [nothing]),
);
answerCpuQuestions();
process.send({ url: server.url });
