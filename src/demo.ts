import { randomBytes } from 'node:crypto';

import { readConfig } from './config.js';
import type { Environment } from './config/rules.js';
import { pickExplorer } from './demo/pick-explorer.js';
import { createLog } from './log.js';
import { READY_OPERATION } from './ready-operation.js';
import { startServer } from './server.js';
import { startSimulator } from './simulator/simulator.js';

/** Server and simulator on one terminal. It never calls the real wolkvox: its address and token are the simulator's. */
async function demo(): Promise<void> {
  const token = randomBytes(20).toString('hex');
  // Tests say where to look, since they call nobody.
  const { explorer, why } = await pickExplorer(process.env.EXPLORER, process.env.DEMO_PROBE);
  const simulator = await onFreePort(SIMULATOR_PORT, (port) => startSimulator({ port, token }));
  const server = await onFreePort(SERVER_PORT, (port) => {
    const config = readConfig({
      ...settings(),
      EXPLORER: explorer,
      WOLKVOX_BASE_URL: simulator.url,
      WOLKVOX_TOKEN: token,
      PORT: String(port),
    });
    return startServer(config, createLog(config));
  });
  process.stdout.write(welcome(server.url, simulator.url, why));

  const stop = (): void => {
    void Promise.all([server.close(), simulator.close()]).then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

const SERVER_PORT = 4000;
const SIMULATOR_PORT = 4001;

/** Of the environment, only what cannot lead to a real wolkvox; quiet logs, so that the text below stays readable. */
function settings(): Environment {
  const { LOG_LEVEL = 'warn', WOLKVOX_TIME_ZONE, WOLKVOX_TIME_FORMAT } = process.env;
  return { HOST: '127.0.0.1', LOG_LEVEL, WOLKVOX_TIME_ZONE, WOLKVOX_TIME_FORMAT };
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

const SHORT_MUTATION =
  'mutation($input:CreateCampaignInput!){createCampaign(input:$input){__typename ...on CreateCampaignSuccess{message campaign{id name type}} ...on WolkvoxError{code message retryable}}}';

function welcome(server: string, simulator: string, explorer: string): string {
  const body = JSON.stringify({ query: SHORT_MUTATION, variables: READY_OPERATION.variables });
  return `
wolkvox-graphql demo. Everything runs on this machine; wolkvox is not called.

Explorer    ${server}/graphql
            ${explorer}

Create a campaign:

curl -s ${server}/graphql -H 'content-type: application/json' -d '${body}'

List them:

curl -s ${server}/graphql -H 'content-type: application/json' -d '{"query":"{campaigns{totalCount nodes{id name type status}}}"}'

See what wolkvox received:

curl -s ${simulator}/control/requests

See a failure, then create again (all of them: curl -s ${simulator}/control):

curl -s ${simulator}/control/behave -d '{"preset":"invalid-value","api":"create_campaign"}'

Change things: schema in src/graphql, mapping in src/wolkvox/endpoints, failures in src/domain/failure.ts,
operations to copy in schema/operations, variables for a real wolkvox in docs/configuration.md. Stop with Ctrl+C.

`;
}

await demo();
