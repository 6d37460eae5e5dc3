import { createClient } from '@redis/client';

import { replicationOf } from './replication.js';
import { definedOf, tlsOf, type Resolver } from './resolver.js';
import { SCRIPTS } from './scripts.js';
import { COMMAND_TIMEOUT_MS, inTime } from './timing.js';
import type { Address, RedisUrl } from './url.js';

/** Longest delay between two attempts to connect. The first attempt follows at once. */
const MAX_RECONNECT_DELAY_MS = 1_000;

/** One connection to Redis. */
export type Client = ReturnType<typeof connectionTo>;

/** The two connections of this process. They are opened and closed together, because one alone could reach another server. */
export interface Pair {
  readonly client: Client;
  /** Subscribed to all channels before the pair is used. */
  readonly listener: Client;
  /** Resolves when enough replicas have confirmed all writes of `client`; rejects with NOREPLICAS otherwise. */
  readonly replicated: () => Promise<void>;
  /** On the clock of performance.now. */
  readonly openedAt: number;
}

/** A pair of connections that is opened again when one of them ends. */
export interface Link {
  /** Returns the open pair; undefined if there is none. */
  pair(): Pair | undefined;
  /** Closes this pair, if it is the open one, and opens another one. Does not call `down`. */
  renew(pair: Pair): void;
  /** Reports that the pair responds: after its end the next attempt has no delay. */
  markHealthy(): void;
  /** Reads a key over a new connection; undefined if none can be opened. */
  probe(key: string): Promise<string | null | undefined>;
  close(): void;
}

/** Where a link leads. */
export interface LinkTarget {
  readonly url: RedisUrl;
  /** Number of replicas that must confirm a write; 0 if none. */
  readonly minReplicas: number;
  /** Finds the server before each connection. The link does not close it. */
  readonly resolver: Resolver;
}

/** Events of a link. */
export interface LinkEvents {
  /** Called when a pair is open and subscribed. */
  readonly up: () => void;
  /** Called when a pair has ended, or could not be opened. */
  readonly down: (error: unknown) => void;
}

/** Opens a pair, and another one when a connection of it ends, until the link is closed. */
export function openLink(
  { url, minReplicas, resolver }: LinkTarget,
  channels: Readonly<Record<string, (message: string) => void>>,
  { up, down }: LinkEvents,
): Link {
  let open: Pair | undefined;
  let newest: Pair | undefined;
  let attempts = 0;
  /** Number of the last attempt to connect. An earlier one that is still resolving has no effect. */
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;

  const end = (pair: Pair, error?: unknown): void => {
    if (newest !== pair) return;
    newest = open = undefined;
    pair.client.destroy();
    pair.listener.destroy();
    retry(error);
  };
  const retry = (error?: unknown): void => {
    const delayMs = attempts === 0 ? 0 : Math.min(25 * 2 ** attempts, MAX_RECONNECT_DELAY_MS);
    attempts += 1;
    timer = setTimeout(connect, delayMs);
    if (error !== undefined) down(error);
  };
  const connect = (): void => {
    const own = (turn += 1);
    inTime(resolver.resolve()).then(
      (address) => own === turn && openPair(address),
      (error: unknown) => own === turn && retry(error),
    );
  };
  const openPair = (address: Address): void => {
    const [client, listener] = [connectionTo(address, url), connectionTo(address, url)];
    const replicated = replicationOf(client, minReplicas);
    const pair: Pair = { client, listener, replicated, openedAt: performance.now() };
    newest = pair;
    const connections = [pair.client, pair.listener];
    for (const connection of connections) connection.on('error', (error: unknown) => end(pair, error));
    const ready = Promise.all(connections.map((connection) => connection.connect())).then(() =>
      Promise.all(Object.entries(channels).map(([channel, listen]) => pair.listener.subscribe(channel, listen))),
    );
    inTime(ready).then(
      () => {
        if (newest !== pair) return;
        open = pair;
        up();
      },
      (error: unknown) => end(pair, error),
    );
  };
  connect();

  return {
    pair: () => open,
    renew: (pair) => end(pair),
    markHealthy: () => (attempts = 0),
    probe: async (key) => {
      let client: Client | undefined;
      try {
        client = connectionTo(await inTime(resolver.resolve()), url, true);
        client.on('error', () => undefined);
        await inTime(client.connect());
        return await inTime(client.get(key));
      } catch {
        return undefined;
      } finally {
        client?.destroy();
      }
    },
    close: () => {
      clearTimeout(timer);
      turn += 1;
      const last = newest;
      newest = open = undefined;
      last?.client.destroy();
      last?.listener.destroy();
    },
  };
}

/** Never connected. Its copies share one class; createClient would build one with all commands for each other address. */
const TEMPLATE = createClient({ scripts: SCRIPTS });

function connectionTo({ host, port }: Address, { tls, login, database }: RedisUrl, disableClientInfo = false) {
  return TEMPLATE.duplicate({
    ...definedOf(login),
    database,
    disableClientInfo,
    // A command that cannot be sent fails at once.
    disableOfflineQueue: true,
    socket: { host, port, ...tlsOf(tls), connectTimeout: COMMAND_TIMEOUT_MS, reconnectStrategy: false },
  });
}
