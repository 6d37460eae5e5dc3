/** Replicas of the built server with one Redis and one simulated wolkvox, accessed over HTTP. */
import { Agent } from 'node:http';

import type { CreateCampaignMutation } from '../../client/src/generated/graphql.js';
import { SAMPLE_OPERATION } from '../../src/explorer/sample-operations.js';
import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startBuiltServer, type BuiltServer } from '../support/built-server.js';
import { sendHttp, type HttpRequest } from '../support/http-client.js';
import { PREVIEW } from '../support/product.js';
import { until } from '../support/until.js';

export type Created = Extract<Creation, { __typename: 'CreateCampaignSuccess' }>;
export type Creation = NonNullable<CreateCampaignMutation['createCampaign']>;

export interface Cluster {
  readonly simulator: Simulator;
  readonly replicas: readonly Replica[];
  /** Kills every running replica and closes the simulator. */
  readonly close: () => Promise<void>;
}

export interface Replica {
  readonly server: BuiltServer;
  /** Creates a campaign with the usual input and these fields. Rejects if the replica dies. */
  create(fields?: object): Promise<Creation>;
  /** Returns the token's usage, as this replica reports it. */
  books(): Promise<Books>;
  post(query: string, variables?: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Resolves when the replica is ready and all its dependencies are available. */
  ready(): Promise<void>;
  /** Resolves when the replica is ready but without Redis. */
  degraded(): Promise<void>;
  /** Sends a signal. Resolves with the exit code or signal of the process. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | NodeJS.Signals | null>;
}

export interface Books {
  readonly inFlight: number;
  readonly queued: number;
  readonly usedToday: number;
}

export interface Answer {
  readonly status: number;
  readonly body: { readonly data?: unknown; readonly errors?: unknown; readonly extensions?: unknown };
}

/** Connections to one replica at once; further callers wait for one. */
const CONNECTIONS = 100;

/** Each test has its own token, and so its own slots, queue and quota in a shared Redis. */
let tokens = 0;

let starts: Promise<unknown> = Promise.resolve();

/** Starts one cluster at a time: more would slow down the concurrent tests, whose calls have deadlines. */
export function startCluster(...options: Parameters<typeof start>): Promise<Cluster> {
  const started = starts.then(() => start(...options));
  starts = started.catch(() => undefined);
  return started;
}

async function start(redisUrl: string, count: number, variables: Record<string, string> = {}): Promise<Cluster> {
  const token = `token-of-cluster-${(tokens += 1)}`;
  const simulator = await startSimulator({ token });
  const servers = Array.from({ length: count }, () =>
    startBuiltServer({
      PORT: '0',
      HOST: '127.0.0.1',
      REDIS_URL: redisUrl,
      WOLKVOX_BASE_URL: simulator.url,
      WOLKVOX_TOKEN: token,
      SHUTDOWN_DELAY_MS: '0',
      ...variables,
    }),
  );
  const agents: Agent[] = [];
  const close = async (): Promise<void> => {
    agents.forEach((agent) => agent.destroy());
    servers.forEach((server) => server.process.kill('SIGKILL'));
    await Promise.all(servers.map(({ ended }) => ended));
    await simulator.close();
  };
  try {
    const replicas = await Promise.all(
      servers.map(async (server) => {
        const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
        agents.push(agent);
        return replicaAt(await server.url, server, agent);
      }),
    );
    return { simulator, replicas, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function replicaAt(url: string, server: BuiltServer, agent: Agent): Replica {
  const exchange = async (path: string, request: HttpRequest): Promise<Answer> => {
    const { status, text } = await sendHttp(`${url}${path}`, { ...request, agent });
    return { status, body: JSON.parse(text) as Answer['body'] };
  };
  const headers = { 'content-type': 'application/json' };
  const post: Replica['post'] = (query, variables = {}) =>
    exchange('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const get: Replica['get'] = (path) => exchange(path, {});
  return {
    server,
    create: async (fields = {}) => {
      const { body } = await post(SAMPLE_OPERATION.document, { input: { ...PREVIEW, ...fields } });
      const creation = (body.data as CreateCampaignMutation | null | undefined)?.createCampaign;
      if (creation === null || creation === undefined) throw new Error(`No result: ${JSON.stringify(body)}`);
      return creation;
    },
    books: async () => {
      const { body } = await post('{ operation { limits { inFlight queued usedToday } } }');
      return (body.data as { operation: { limits: Books } }).operation.limits;
    },
    post,
    get,
    ready: () => says(get, { status: 'ready' }),
    degraded: () => says(get, { status: 'ready', degraded: ['redis-unavailable'] }),
    end: (signal) => {
      server.process.kill(signal);
      return server.ended;
    },
  };
}

const says = (get: Replica['get'], body: object): Promise<void> =>
  until(
    async () => JSON.stringify((await get('/readyz')).body) === JSON.stringify(body),
    `the replica says ${JSON.stringify(body)}`,
  );

/** Returns the success among the results. Throws an error with the other result otherwise. */
export function success(creation: Creation): Created {
  if (creation.__typename !== 'CreateCampaignSuccess') throw new Error(`No success: ${JSON.stringify(creation)}`);
  return creation;
}
