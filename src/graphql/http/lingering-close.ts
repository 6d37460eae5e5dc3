import type { Socket } from 'node:net';

/** How long what a client still sends is read before its connection is closed. */
const LINGER_MS = 1000;

/**
 * Closes a connection whose last answer is written: its own half at once, the other one when the client has closed it, or after a
 * second. What still comes is read and dropped. A server that closes a connection on bytes it has not read resets it, and
 * TCP then discards answers that the client has not read yet (RFC 9112, section 9.6): those of creations, too, if requests were
 * pipelined behind them.
 */
export function closeLingering(socket: Socket): void {
  // Node's parser: no request is served any more.
  socket.removeAllListeners('data');
  socket.on('data', () => undefined);
  socket.end();
  socket.resume();
  // Node's parser has stopped reading if nobody reads the body of a request; `resume` does not see that.
  socket._read(0);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
