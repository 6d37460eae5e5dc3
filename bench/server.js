// The product as it is started for real, in a process of its own whose CPU time can be asked for.
import { readConfig } from '../dist/config.js';
import { createLog } from '../dist/log.js';
import { startServer } from '../dist/server.js';
import { answerCpuQuestions } from './cpu.js';

const config = readConfig(process.env);
const server = await startServer(config, createLog(config));
answerCpuQuestions();
process.send({ url: server.url });
