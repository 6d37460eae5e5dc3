import { createClient } from '@redis/client';

import { COMMAND_TIMEOUT_MS } from './redis-times.js';
import { StateAway } from './state.js';

/** The longest pause between two attempts to connect; the first follows at once. */
const RECONNECT_MS = 1_000;

export type Client = ReturnType<typeof createClient>;

/** The two connections of this process, always opened and ended together: one alone could follow to another server. */
export interface Pair {
  readonly client: Client;
  /** Subscribed to all channels before the pair is used. */
  readonly listener: Client;
  /** On performance.now's clock. */
  readonly openedAt: number;
}

export interface Link {
  /** The connections that are open now; undefined while there are none. */
  pair(): Pair | undefined;
  /** Ends this pair, if it is the one that is open now, and opens another one. The caller knows why: `down` is not called. */
  renew(pair: Pair): void;
  /** The pair answers: after its end the next attempt is made without a pause. */
  works(): void;
  /** The value of a key as a new connection finds it; undefined where no new connection can be had. */
  probe(key: string): Promise<string | null | undefined>;
  close(): void;
}

export interface LinkEvents {
  readonly up: () => void;
  /** A pair has ended, or could not be opened. */
  readonly down: (error: unknown) => void;
}

/** Opens a pair, and another one whenever a connection of it ends, until it is closed. Throws if the address is none. */
export function openLink(
  url: string,
  channels: Readonly<Record<string, (message: string) => void>>,
  { up, down }: LinkEvents,
): Link {
  const template = createClient({
    url,
    // A command that cannot be sent now fails now.
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
    const pauseMs = attempts === 0 ? 0 : Math.min(25 * 2 ** attempts, RECONNECT_MS);
    attempts += 1;
    timer = setTimeout(connect, pauseMs);
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
    works: () => (attempts = 0),
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

/** Rejects with StateAway when the answer does not come in time. */
export function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // After one more turn of the loop: an answer that arrived while this process was busy is read before.
    const timer = setTimeout(() => void setImmediate(() => reject(new StateAway())), COMMAND_TIMEOUT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
