/** Replicas of the built server on one Redis, in front of one simulated wolkvox, spoken to over HTTP. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { CreateCampaignMutation } from '../../client/src/generated/graphql.js';
import { READY_OPERATION } from '../../src/explorer/ready-operation.js';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';
import { startBuiltServer, type BuiltServer } from '../support/built-server.js';
import { PREVIEW } from '../support/product.js';

export type Created = Extract<Creation, { __typename: 'CreateCampaignSuccess' }>;
export type Creation = NonNullable<CreateCampaignMutation['createCampaign']>;

export interface Cluster {
  readonly simulator: Simulator;
  readonly replicas: readonly Replica[];
  /** Kills every replica that still runs and ends the simulator. */
  close(): Promise<void>;
}

export interface Replica {
  readonly server: BuiltServer;
  /** A campaign of the usual input with these fields in it; rejects where the replica dies over it. */
  create(fields?: object): Promise<Creation>;
  /** The token's books, as this replica tells them. */
  books(): Promise<Books>;
  post(query: string, variables?: object): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Resolves once it says that it is ready and lacks nothing. */
  ready(): Promise<void>;
  /** Resolves once it says that it is ready, but without Redis. */
  degraded(): Promise<void>;
  /** Sends a signal and resolves with how the process ended. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | NodeJS.Signals | null>;
}

export interface Books {
  readonly inFlight: number;
  readonly queued: number;
  readonly spentToday: number;
}

export interface Answer {
  readonly status: number;
  readonly body: { readonly data?: unknown; readonly errors?: unknown; readonly extensions?: unknown };
}

/** So many callers may be connected to one replica at once; the others wait for a connection. */
const CONNECTIONS = 100;

/** Each test has a token of its own, and so slots, queue and quota of its own in a Redis that others have used. */
let tokens = 0;

export async function startCluster(
  redisUrl: string,
  count: number,
  variables: Record<string, string> = {},
): Promise<Cluster> {
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
  const post: Replica['post'] = (query, variables = {}) =>
    exchange(agent, 'POST', `${url}/graphql`, JSON.stringify({ query, variables }));
  const get: Replica['get'] = (path) => exchange(agent, 'GET', `${url}${path}`);
  return {
    server,
    create: async (fields = {}) => {
      const { body } = await post(READY_OPERATION.document, { input: { ...PREVIEW, ...fields } });
      const creation = (body.data as CreateCampaignMutation | null | undefined)?.createCampaign;
      if (creation === null || creation === undefined) throw new Error(`No result: ${JSON.stringify(body)}`);
      return creation;
    },
    books: async () => {
      const { body } = await post('{ operation { limits { inFlight queued spentToday } } }');
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

async function exchange(agent: Agent, method: string, url: string, body?: string): Promise<Answer> {
  const call = request(url, { method, agent, headers: { 'content-type': 'application/json' } });
  call.end(body);
  const [response] = (await once(call, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: JSON.parse(Buffer.concat(chunks).toString()) as Answer['body'] };
}

/** Only where nothing tells of it. Rejects with `what` where it does not come to be. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`Not within ${GIVE_UP_MS} ms: ${what}`);
    await sleep(10);
  }
}

const GIVE_UP_MS = 15_000;

/** The success among the results, or an error that shows what came instead. */
export function success(creation: Creation): Created {
  if (creation.__typename !== 'CreateCampaignSuccess') throw new Error(`No success: ${JSON.stringify(creation)}`);
  return creation;
}
