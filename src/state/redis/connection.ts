import { createClient } from '@redis/client';

import { COMMAND_TIMEOUT_MS } from './timing.js';
import { StateUnavailableError } from '../state.js';

/** Longest delay between two attempts to connect. The first attempt follows at once. */
const MAX_RECONNECT_DELAY_MS = 1_000;

/** One connection to Redis. */
export type Client = ReturnType<typeof createClient>;

/** The two connections of this process. They are opened and closed together, because one alone could reach another server. */
export interface Pair {
  readonly client: Client;
  /** Subscribed to all channels before the pair is used. */
  readonly listener: Client;
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

/** Events of a link. */
export interface LinkEvents {
  /** Called when a pair is open and subscribed. */
  readonly up: () => void;
  /** Called when a pair has ended, or could not be opened. */
  readonly down: (error: unknown) => void;
}

/** Opens a pair, and another one when a connection of it ends, until the link is closed. Throws if the URL is invalid. */
export function openLink(
  url: string,
  channels: Readonly<Record<string, (message: string) => void>>,
  { up, down }: LinkEvents,
): Link {
  const template = createClient({
    url,
    // A command that cannot be sent fails at once.
    disableOfflineQueue: true,
    socket: { connectTimeout: COMMAND_TIMEOUT_MS, reconnectStrategy: false },
  });
  let open: Pair | undefined;
  let newest: Pair | undefined;
  let attempts = 0;
  let timer: NodeJS.Timeout | undefined;

  const end = (pair: Pair, error?: unknown): void => {
    if (newest !== pair) return;
    newest = open = undefined;
    pair.client.destroy();
    pair.listener.destroy();
    const delayMs = attempts === 0 ? 0 : Math.min(25 * 2 ** attempts, MAX_RECONNECT_DELAY_MS);
    attempts += 1;
    timer = setTimeout(connect, delayMs);
    if (error !== undefined) down(error);
  };
  const connect = (): void => {
    const pair: Pair = { client: template.duplicate(), listener: template.duplicate(), openedAt: performance.now() };
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
      const client = template.duplicate({ disableClientInfo: true });
      client.on('error', () => undefined);
      try {
        return await inTime(client.connect().then(() => client.get(key)));
      } catch {
        return undefined;
      } finally {
        client.destroy();
      }
    },
    close: () => {
      clearTimeout(timer);
      const last = newest;
      newest = open = undefined;
      last?.client.destroy();
      last?.listener.destroy();
    },
  };
}

/** Rejects with StateUnavailableError if the promise does not settle within COMMAND_TIMEOUT_MS. */
export function inTime<T>(reply: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // After one more turn of the event loop, which reads a reply that arrived while this process was busy.
    const timer = setTimeout(() => void setImmediate(() => reject(new StateUnavailableError())), COMMAND_TIMEOUT_MS);
    reply.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
