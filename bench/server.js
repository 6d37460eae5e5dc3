// The product as it is started for real, in a process of its own whose CPU time can be asked for. UNHARDENED: without what
// production does for every request and could be left out. DIST: another build.
import { pathToFileURL } from 'node:url';

import { answerCpuQuestions } from './cpu.js';

const dist =
  process.env.DIST === undefined ? new URL('../dist/', import.meta.url) : pathToFileURL(`${process.env.DIST}/`);
const { readConfig } = await import(new URL('config.js', dist));
const { createLog } = await import(new URL('log.js', dist));
const { startServer } = await import(new URL('server.js', dist));

const config = readConfig(process.env);
const nothing = () => Promise.resolve();
const server = await startServer(config, createLog(config), ...(process.env.UNHARDENED === undefined ? [] : [nothing]));
answerCpuQuestions();
process.send({ url: server.url });
