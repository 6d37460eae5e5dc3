import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Sentence } from '../../domain/language.js';
import type { HttpSettings } from '../../access/http-settings.js';
import { rawAnswer, refuseConnection } from './raw-answer.js';

/** How often node looks for requests that are late. */
const CHECK_MS = 500;

/** Time limits as options of node's server. The request's own is fastify's option: it would set none otherwise. */
export const timeLimits = ({ headersMs, requestMs }: HttpSettings) => ({
  requestTimeout: requestMs,
  http: {
    headersTimeout: headersMs,
    connectionsCheckingInterval: CHECK_MS,
    // Node's own refusal of a request without a host has no headers and no body.
    requireHostHeader: false,
  },
});

/** What is known of a connection. */
interface Connection {
  used: boolean;
  /** In their order; those that were given long ago drop out when the next comes. */
  answers: ServerResponse[];
  /** Since when its answers have waited to be read, on performance.now's clock. */
  unreadSinceMs: number | undefined;
}

/**
 * The connections of a server: who has sent nothing, whose answers are under way, who does not read them. A connection
 * that waits for its answer is never cut, however long that takes and whatever comes behind the request.
 */
export class Connections {
  readonly #open = new Map<Socket, Connection>();

  /** `unreadMs`: how long an answer may wait to be read. `tell` hears of what never becomes a request and its answer. */
  constructor(
    private readonly unreadMs: number,
    private readonly tell: (fields: object, message: string) => void,
  ) {}

  /** To be called before the server listens. */
  follow(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.#open.set(socket, { used: false, answers: [], unreadSinceMs: undefined });
      socket.once('close', () => this.#open.delete(socket));
    });
    // Not at its first bytes: whoever listens for them takes node's fast way of reading from the socket.
    server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
      const connection = this.#open.get(socket);
      if (connection === undefined) return;
      connection.used = true;
      connection.answers = connection.answers.filter(isUnderWay);
      connection.answers.push(answer);
    });
    server.on('checkExpectation', (request: IncomingMessage, answer: ServerResponse) => {
      const { headers, body } = rawAnswer(NOTHING_TO_EXPECT, request.headers['accept-language']);
      answer.writeHead(417, headers).end(body);
    });
    const sweep = setInterval(() => this.#cutUnread(performance.now()), CHECK_MS).unref();
    server.once('close', () => clearInterval(sweep));
  }

  /** Closes those on which nothing was ever sent: browsers open some in advance. */
  closeUnused(): void {
    for (const [socket, { used }] of this.#open) if (!used) socket.destroy();
  }

  /** Node's `clientError`: what came is no HTTP, or too large, or too late. */
  refuse(error: NodeJS.ErrnoException, socket: Socket): void {
    // Gone, or it never said anything that could be answered.
    if (!socket.writable || error.code === 'ECONNRESET' || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    const answers = this.#open.get(socket)?.answers ?? [];
    const [waiting, last] = [answers.filter(isUnderWay).at(-1), answers.at(-1)];
    // Answers go in the order of their requests: this one behind those that are still being made.
    if (waiting?.req.complete === true) waiting.once('close', () => this.refuse(error, socket));
    // Its request has its answer; what still came of it was dropped.
    else if (last?.req.complete === false && last.writableEnded) socket.destroy();
    else {
      const accepted = last?.req.complete === false ? last.req.headers['accept-language'] : undefined;
      this.tell({ status: refuseConnection(socket, error.code, accepted) }, 'what came was no request');
    }
  }

  /** Whether no request came behind the one that this answers. */
  isLast(answer: ServerResponse): boolean {
    return this.#open.get(answer.req.socket)?.answers.at(-1) === answer;
  }

  #cutUnread(nowMs: number): void {
    for (const [socket, connection] of this.#open) {
      const isUnread = socket.writableLength > 0 && connection.answers.every(({ writableEnded }) => writableEnded);
      connection.unreadSinceMs = isUnread ? (connection.unreadSinceMs ?? nowMs) : undefined;
      if (connection.unreadSinceMs === undefined || nowMs - connection.unreadSinceMs < this.unreadMs) continue;
      socket.destroy();
      this.tell({}, 'an answer was not read in time');
    }
  }
}

const NOTHING_TO_EXPECT = {
  en: 'Nothing but 100-continue can be expected.',
  es: 'Solo se puede esperar 100-continue.',
} as const satisfies Sentence;

/** As long as its last byte is not with the operating system. */
const isUnderWay = ({ writableFinished, destroyed }: ServerResponse): boolean => !destroyed && !writableFinished;
