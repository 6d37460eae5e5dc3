import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Sentence } from '../../domain/language.js';
import type { HttpSettings } from '../../access/http-settings.js';
import type { Room } from '../room.js';
import { refusedWith } from './answers.js';
import { closeLingering } from './lingering-close.js';
import { rawAnswer, refuseConnection } from './raw-answer.js';
import { RequestQueue } from './request-queue.js';

/** How often node looks for requests that are late. */
const CHECK_MS = 500;

/** Time limits as options of node's server. */
export const timeLimits = ({ headersMs, requestMs, keepAliveMs }: HttpSettings) => ({
  requestTimeout: requestMs,
  headersTimeout: headersMs,
  // Node sends it as `Keep-Alive: timeout=` in whole seconds, rounded down, and closes the connection a second after it.
  keepAliveTimeout: keepAliveMs,
  connectionsCheckingInterval: CHECK_MS,
  // Node's own refusal of a request without a host has no headers and no body.
  requireHostHeader: false,
});

/** What is known of a connection. */
interface Connection {
  readonly queue: RequestQueue;
  used: boolean;
  /** Its last answer is written; what still comes is dropped. */
  isClosing: boolean;
  /** Since when the client has read nothing of its answers, on performance.now's clock. */
  unreadSinceMs: number | undefined;
  /** What was written when that was looked at last. */
  bytesWritten: number;
}

/** What serves a request. */
export type RequestHandler = (request: IncomingMessage, answer: ServerResponse) => void;

/**
 * The connections of a server: who has sent nothing, whose answers are under way, who does not read them. A connection
 * that waits for its answer is never cut, however long that takes and whatever comes behind the request.
 */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  readonly #withoutRoom = new WeakSet<IncomingMessage>();

  /**
   * `requestMs`: from a request's first byte to its last; also how long an answer may wait to be read. `room` counts the
   * requests that wait for their turn. `tell` hears of what never becomes a request and its answer.
   */
  constructor(
    private readonly requestMs: number,
    private readonly room: Room,
    private readonly tell: (fields: { readonly status?: number }, message: string) => void,
  ) {}

  /** To be called before the server listens. Requests are served by `handle`, a few of one connection at a time. */
  follow(server: Server, handle: RequestHandler): void {
    // A client may close its half of the connection behind its request; what node calls Squid's half_closed_clients.
    Object.assign(server, { httpAllowHalfOpen: true });
    server.on('connection', (socket: Socket) => {
      // Node asks the system for it once and keeps it: a client that resets before its request is read must not become
      // another caller, one without an address, under whom its idempotency key would create a second campaign.
      if (socket.remoteAddress === undefined) {
        socket.destroy();
        return;
      }
      const queue = new RequestQueue(socket, this.room, () => {
        socket.destroy();
        this.tell({}, 'more requests came on one connection than there is memory for');
      });
      const connection: Connection = {
        queue,
        used: false,
        isClosing: false,
        unreadSinceMs: undefined,
        bytesWritten: 0,
      };
      this.#open.set(socket, connection);
      // What node calls behind an answer that says `Connection: close`; its own closes on bytes that are not read.
      socket.destroySoon = () => {
        if (connection.isClosing) return;
        connection.isClosing = true;
        queue.stop();
        closeLingering(socket);
      };
      socket.once('close', () => {
        this.#open.delete(socket);
        queue.close();
      });
    });
    // Not at its first bytes: whoever listens for them takes node's fast way of reading from the socket.
    const receive = (request: IncomingMessage, answer: ServerResponse, serve: () => void): void => {
      const connection = this.#open.get(request.socket);
      if (connection === undefined) return;
      connection.used = true;
      connection.queue.add(request, answer, serve, () => {
        this.#withoutRoom.add(request);
        serve();
      });
    };
    server.on('request', (request: IncomingMessage, answer: ServerResponse) =>
      receive(request, answer, () => handle(request, answer)),
    );
    server.on('checkExpectation', (request: IncomingMessage, answer: ServerResponse) => {
      // Not when it is served: it may wait for its turn, and is counted as soon as it is seen.
      refusedWith.set(answer, 'BAD_REQUEST');
      receive(request, answer, () => {
        const { headers, body } = rawAnswer(NOTHING_TO_EXPECT, request.headers['accept-language']);
        answer.writeHead(417, headers).end(body);
      });
    });
    this.#keepBusyOpen(server);
    const sweep = setInterval(() => this.#cutUnread(performance.now()), CHECK_MS).unref();
    server.once('close', () => clearInterval(sweep));
  }

  /** Closes those on which nothing was ever sent: browsers open some in advance. */
  closeUnused(): void {
    for (const [socket, { used }] of this.#open) if (!used) socket.destroy();
  }

  /** Node's `clientError`: what came is no HTTP, or too large, or too late. */
  refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    const queue = this.#open.get(socket)?.queue;
    // Gone, or it never said anything that could be answered.
    if (queue === undefined || !socket.writable || error.code === 'ECONNRESET' || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    if (error.code === LATE && queue.flowingMs(performance.now()) < this.requestMs) {
      this.#giveTime(error, socket, queue);
      return;
    }
    const { last } = queue;
    const isCut = last !== undefined && !last.req.complete;
    // Answers go in the order of their requests: this one behind those that are still being made.
    const waiting = queue.unflushed().findLast((answer) => answer !== last || !isCut || answer.writableEnded);
    if (waiting !== undefined) waiting.once('close', () => this.refuse(error, socket));
    // Its request has its answer; what still came of it was dropped.
    else if (isCut && last.writableEnded) socket.destroy();
    else {
      queue.stop();
      const accepted = isCut ? last.req.headers['accept-language'] : undefined;
      this.tell({ status: refuseConnection(socket, error.code, accepted) }, 'what came was no request');
    }
  }

  /** Whether no request came behind the one that this answers. */
  isLast(answer: ServerResponse): boolean {
    return this.#open.get(answer.req.socket)?.queue.last === answer;
  }

  /** Whether there was no room for this request to wait for its turn. */
  isWithoutRoom(request: IncomingMessage): boolean {
    return this.#withoutRoom.has(request);
  }

  /**
   * A client is not late while its connection is not read because earlier requests wait: what is late then has the whole time
   * again from the moment that reading goes on. Node looks at a late request no second time.
   */
  #giveTime(error: Error, socket: Socket, queue: RequestQueue): void {
    const late = queue.received + (queue.last?.req.complete === false ? 0 : 1);
    const look = (): void => {
      if (socket.destroyed || queue.received > late) return;
      if (queue.received === late && queue.last?.req.complete === true) return;
      const leftMs = this.requestMs - queue.flowingMs(performance.now());
      if (leftMs > 0) setTimeout(look, leftMs).unref();
      else this.refuse(error, socket);
    };
    look();
  }

  /** Node takes a connection for idle as soon as its answer is ended, flushed or not, and closes it with all that it waits for. */
  #keepBusyOpen(server: Server): void {
    const closeIdle = server.closeIdleConnections.bind(server);
    server.closeIdleConnections = () => {
      const busy = [...this.#open]
        .filter(([, { queue, isClosing }]) => queue.isBusy || isClosing)
        .map(([socket]) => socket);
      for (const socket of busy) socket.destroy = () => socket;
      closeIdle();
      for (const socket of busy) Reflect.deleteProperty(socket, 'destroy');
    };
  }

  #cutUnread(nowMs: number): void {
    for (const [socket, connection] of this.#open) {
      const isRead = socket.bytesWritten !== connection.bytesWritten;
      connection.bytesWritten = socket.bytesWritten;
      if (isRead || !connection.queue.waitsForReader()) connection.unreadSinceMs = undefined;
      else connection.unreadSinceMs ??= nowMs;
      if (connection.unreadSinceMs === undefined || nowMs - connection.unreadSinceMs < this.requestMs) continue;
      socket.destroy();
      this.tell({}, 'an answer was not read in time');
    }
  }
}

/** Node's code for a request that did not arrive in time. */
const LATE = 'ERR_HTTP_REQUEST_TIMEOUT';

const NOTHING_TO_EXPECT = {
  en: 'Nothing but 100-continue can be expected.',
  es: 'Solo se puede esperar 100-continue.',
} as const satisfies Sentence;
