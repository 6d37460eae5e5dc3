import { createClient } from '@redis/client';

import { KEY_PREFIX } from './keys.js';
import { errorCodeOf } from './reply-code.js';
import { inTime } from './timing.js';
import type { Address, Login, RedisUrl } from './url.js';

/**
 * Time limit of the Sentinels and nodes that are asked for the server. It is short, because a process must reach a new server
 * within GRACE_MS, and one host that does not respond must not delay it.
 */
const ANSWER_MS = 500;

/** Finds the server that accepts writes now. */
export interface Resolver {
  /** Returns its address. Rejects with UnresolvedError, or with the error reply of a Sentinel or node. */
  resolve(): Promise<Address>;
  /** Closes the connections to Sentinels and nodes. */
  close(): void;
}

/** Thrown if no server is known. */
export class UnresolvedError extends Error {
  override readonly name = 'UnresolvedError';

  /** @param code Fixed text for the log. */
  constructor(readonly code: string) {
    super(code);
  }
}

/** Creates the resolver of a URL. Each `resolve` asks again, because only the last fail-over counts. */
export function createResolver(url: RedisUrl): Resolver {
  const [only] = url.hosts;
  if (url.kind === 'server') return { resolve: () => Promise.resolve(only), close: () => undefined };
  return url.kind === 'sentinel' ? sentinelResolver(url) : clusterResolver(url);
}

/** Hosts in CLUSTER SLOTS of a node that knows no address of itself. */
const UNKNOWN_HOSTS: ReadonlySet<string | null> = new Set([null, '', '?']);

/** A server, and the number of the fail-over that made it the primary. */
interface Answer {
  readonly address: Address;
  readonly epoch: number;
}

/** Returns the answer of the latest fail-over: a Sentinel or node that was down or isolated still names the previous server. */
function newest(answers: readonly Answer[]): Address | undefined {
  const [first, ...others] = answers;
  return others.reduce((best, answer) => (best && answer.epoch <= best.epoch ? best : answer), first)?.address;
}

function sentinelResolver({ tls, hosts, masterName, sentinelLogin }: RedisUrl): Resolver {
  const sentinels = openDirectory(tls, sentinelLogin);
  const answerOf = async (sentinel: Client): Promise<Answer | undefined> => {
    // The first names a new primary already while its fail-over is running; only the second has the epoch.
    const [address, master] = await Promise.all([
      sentinel.sendCommand(['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName]),
      sentinel.sendCommand(['SENTINEL', 'MASTER', masterName]),
    ]).catch((error: unknown) => {
      if (String(error).includes('No such master')) return [];
      throw error;
    });
    if (!Array.isArray(address) || !Array.isArray(master)) return undefined;
    const epoch = Number(master[master.indexOf('config-epoch') + 1]);
    return { address: { host: String(address[0]), port: Number(address[1]) }, epoch };
  };
  return {
    resolve: async () => {
      const answers = await sentinels.ask(hosts, answerOf, 'no Sentinel responds');
      const address = newest(answers.filter((answer) => answer !== undefined));
      if (address === undefined) throw new UnresolvedError('no Sentinel knows the primary');
      return address;
    },
    close: () => sentinels.close(),
  };
}

function clusterResolver({ tls, hosts, login }: RedisUrl): Resolver {
  const nodes = openDirectory(tls, login);
  /** Nodes of our shard, because the listed ones may be down. */
  let known: readonly Address[] = [];
  const answerOf = async (node: Client, asked: Address): Promise<(Answer & { nodes: Address[] }) | undefined> => {
    const [slot, ranges, info] = await Promise.all([
      node.sendCommand(['CLUSTER', 'KEYSLOT', KEY_PREFIX]),
      node.clusterSlots(),
      node.clusterInfo(),
    ]);
    const range = ranges.find(({ from, to }) => from <= Number(slot) && Number(slot) <= to);
    if (range === undefined) return undefined;
    // A node that knows no address of itself was reached at this one.
    const [address = asked, ...replicas] = [range.master, ...range.replicas].map(({ host, port }) => ({
      host: UNKNOWN_HOSTS.has(host) ? asked.host : host,
      port,
    }));
    const epoch = Number(/cluster_current_epoch:(\d+)/.exec(info)?.[1] ?? 0);
    return { address, epoch, nodes: [address, ...replicas] };
  };
  return {
    resolve: async () => {
      const asked = new Map([...hosts, ...known].map((address) => [nameOf(address), address]));
      const answers = await nodes.ask([...asked.values()], answerOf, 'no node of the cluster responds');
      const complete = answers.filter((answer) => answer !== undefined);
      const address = newest(complete);
      if (address === undefined) throw new UnresolvedError('no node of the cluster serves the slot');
      known = complete.find((answer) => answer.address === address)?.nodes ?? [];
      return address;
    },
    close: () => nodes.close(),
  };
}

type Client = ReturnType<typeof connectionTo>;

/** Sentinels or nodes that are asked each second. Their connections stay open between two questions. */
interface Directory {
  /** Asks these hosts at once. Resolves with the answers within ANSWER_MS. Rejects if there is none, with `none` or an error reply. */
  ask<T>(
    hosts: readonly Address[],
    question: (client: Client, host: Address) => Promise<T>,
    none: string,
  ): Promise<readonly T[]>;
  close(): void;
}

function openDirectory(tls: boolean, login: Login): Directory {
  const open = new Map<string, { readonly client: Client; readonly connected: Promise<unknown> }>();
  let closed = false;
  const drop = (name: string, client: Client): void => {
    if (open.get(name)?.client === client) open.delete(name);
    client.destroy();
  };
  const askOne = async <T>(host: Address, question: (client: Client, host: Address) => Promise<T>): Promise<T> => {
    const name = nameOf(host);
    let entry = open.get(name);
    if (entry === undefined) {
      const client = connectionTo(host, tls, login);
      client.on('error', () => drop(name, client));
      entry = { client, connected: client.connect() };
      open.set(name, entry);
    }
    const { client, connected } = entry;
    try {
      return await inTime(
        connected.then(() => question(client, host)),
        ANSWER_MS,
      );
    } catch (error) {
      drop(name, client);
      throw error;
    }
  };
  return {
    ask: async (hosts, question, none) => {
      if (closed) throw new UnresolvedError('closed');
      const results = await Promise.allSettled(hosts.map((host) => askOne(host, question)));
      const answers = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      if (answers.length > 0) return answers;
      const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
      throw reasons.find((reason) => errorCodeOf(reason) !== undefined) ?? new UnresolvedError(none);
    },
    close: () => {
      closed = true;
      for (const { client } of open.values()) client.destroy();
      open.clear();
    },
  };
}

const nameOf = ({ host, port }: Address): string => `${host} ${port}`;

/** A connection that fails instead of reconnecting. RESP 2, because each version of Sentinel has it. */
function connectionTo({ host, port }: Address, tls: boolean, login: Login) {
  return createClient({
    ...definedOf(login),
    RESP: 2,
    disableClientInfo: true,
    disableOfflineQueue: true,
    socket: { host, port, ...tlsOf(tls), connectTimeout: ANSWER_MS, reconnectStrategy: false },
  });
}

/** Options of a login without those that are undefined, because the client sends each option that exists. */
export const definedOf = ({ username, password }: Login): { username?: string; password?: string } => ({
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
});

/** Options of a socket with or without TLS. */
export const tlsOf = (tls: boolean): { tls: true } | object => (tls ? { tls: true as const } : {});
