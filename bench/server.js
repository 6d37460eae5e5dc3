// The product in its own process, with CPU measurement. UNHARDENED: without the optional HTTP policies of production.
// DIST: another build. REPLICAS: servers in this process, default 1. Each is whole, with its own port and connections to Redis.
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
const log = createLogger(config);
const urls = [];
while (urls.length < Number(process.env.REPLICAS ?? 1)) {
  const policies = process.env.UNHARDENED === undefined ? [] : [nothing];
  const { url } = await startServer(config, log, ...policies);
  urls.push(url);
}
answerCpuQuestions();
process.send({ url: urls[0], urls });
