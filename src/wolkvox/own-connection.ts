import type { Socket } from 'node:net';

import type { Address, Connector, Opened } from './connector.js';

/** Time for which an open connection waits for its request. Servers wait longer for the first request of a connection. */
const UNUSED_MS = 2_000;

/**
 * Connection of one request. It is opened while the request waits, and handed over when the request may be sent. No other request
 * can get it, so no server can close it behind a response. A connection that the server closes while it waits, or that waits
 * longer than UNUSED_MS, is replaced by a new one when it is handed over.
 */
export class OwnConnection {
  readonly #connector: Connector;
  readonly #address: Address;
  /** Callback of Node for the connection. */
  #receive: Opened | undefined;
  #isWanted = false;
  #abandonOpening: (() => void) | undefined;
  #waiting: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Starts to open the connection. */
  constructor(connector: Connector, address: Address) {
    this.#connector = connector;
    this.#address = address;
    this.#open();
  }

  /** Node's option for the connection of a request. `opened` is not called before the connection is handed over. */
  readonly createConnection = (_options: unknown, opened: Opened): undefined => {
    this.#receive = opened;
    this.#deliver();
  };

  /** The request gets the connection as soon as it is open. */
  handOver(): void {
    this.#isWanted = true;
    // In one turn Node reads what has arrived on all connections, so it notices that the server has closed this one.
    if (this.#waiting === undefined) this.#deliver();
    else setImmediate(() => this.#deliver());
  }

  /** Closes a connection that was not handed over. */
  abandon(): void {
    this.#isWanted = false;
    this.#abandonOpening?.();
    this.#drop();
  }

  #open(): void {
    this.#abandonOpening = this.#connector.open(this.#address, (error, socket) => {
      this.#abandonOpening = undefined;
      if (this.#isWanted && this.#receive !== undefined) this.#receive(error, socket);
      // A failure is no result yet: the connection is opened again when it is handed over.
      else if (socket !== undefined) this.#keep(socket);
    });
  }

  #keep(socket: Socket): void {
    this.#waiting = socket;
    this.#timer = setTimeout(this.#drop, UNUSED_MS).unref();
    for (const event of ENDINGS) socket.once(event, this.#drop);
  }

  /** Closes the waiting connection, because it is too old, or the server has closed it or has sent something. */
  readonly #drop = (): void => {
    this.#take()?.destroy();
  };

  #take(): Socket | undefined {
    const socket = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(this.#timer);
    for (const event of ENDINGS) socket?.off(event, this.#drop);
    return socket;
  }

  #deliver(): void {
    if (!this.#isWanted || this.#receive === undefined || this.#abandonOpening !== undefined) return;
    const socket = this.#take();
    if (socket === undefined) this.#open();
    else this.#receive(null, socket);
  }
}

const ENDINGS = ['end', 'close', 'readable'] as const;
