/** A client of event streams that shows every byte: events, comments, and how the stream ended. */
import { once } from 'node:events';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

import type { Answer } from './product.js';

export interface StreamEvent {
  readonly event: string;
  /** The text after `data:`. */
  readonly data: string;
}

/** Result of an event `next`. */
export type StreamResult = Pick<Answer, 'data' | 'errors'>;

export interface EventStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The complete body so far. */
  readonly text: () => string;
  /** Resolves with the next event; undefined if the stream ends without one. */
  readonly next: () => Promise<StreamEvent | undefined>;
  /** Resolves with the result of the next event. Throws if it is another event. */
  readonly result: () => Promise<StreamResult>;
  /** Number of comments so far. */
  readonly comments: () => number;
  /** Resolves when there are this many comments. */
  readonly commented: (count: number) => Promise<void>;
  /** Resolves when the stream ends: `end` by the server, `broken` by a closed connection. */
  readonly ended: Promise<'end' | 'broken'>;
  /** Resolves when the connection is closed. */
  readonly closed: Promise<unknown>;
  /** Closes the connection. */
  readonly close: () => void;
}

export interface StreamRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly agent?: Agent;
}

/** Sends an operation and resolves with its response when the headers arrive. The default header asks for an event stream only. */
export async function openEventStream(
  url: string,
  { query, variables = {}, headers = {}, agent }: StreamRequest,
): Promise<EventStream> {
  const own = agent ?? new Agent({ keepAlive: true });
  const outgoing = request(`${url}/graphql`, {
    method: 'POST',
    agent: own,
    headers: { accept: 'text/event-stream', 'content-type': 'application/json', ...headers },
  });
  outgoing.end(JSON.stringify({ query, variables }));
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const { socket } = incoming;
  const closed = socket.closed ? Promise.resolve() : once(socket, 'close');
  outgoing.on('error', () => undefined);

  let text = '';
  let rest = '';
  let comments = 0;
  let isOver = false;
  const events: StreamEvent[] = [];
  const look = new Set<() => void>();
  const wake = (): void => {
    for (const one of look) one();
  };
  const waitFor = <T>(find: () => T | undefined): Promise<T | undefined> =>
    new Promise((resolve) => {
      const one = (): void => {
        const found = find();
        if (found === undefined && !isOver) return;
        look.delete(one);
        resolve(found);
      };
      look.add(one);
      one();
    });
  incoming.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith(':')) comments += 1;
      else {
        const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
        events.push({ event: fields.get('event') ?? 'message', data: fields.get('data') ?? '' });
      }
    }
    wake();
  });
  const ended = new Promise<'end' | 'broken'>((resolve) => {
    const over = (how: 'end' | 'broken') => (): void => {
      isOver = true;
      wake();
      resolve(how);
    };
    incoming.once('end', over('end')).once('error', over('broken'));
  });
  const next = (): Promise<StreamEvent | undefined> => waitFor(() => events.shift());
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text: () => text,
    next,
    result: async () => {
      const event = await next();
      if (event?.event !== 'next') throw new Error(`No result: ${event?.event ?? 'the stream ended'}.`);
      return JSON.parse(event.data) as StreamResult;
    },
    comments: () => comments,
    commented: async (count) => {
      await waitFor(() => (comments >= count ? true : undefined));
    },
    ended,
    closed,
    close: () => socket.destroy(),
  };
}
