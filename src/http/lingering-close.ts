import type { Socket } from 'node:net';

/** Time that further bytes of the client are read before its connection is closed. */
const LINGER_MS = 1000;

/**
 * Closes a connection after its last response. It ends its own half at once, and the other half when the client does or
 * after a second. Bytes that still arrive are dropped. Closing with unread bytes resets the connection, and TCP then
 * discards responses that the client has not read (RFC 9112, section 9.6), including those of mutations before a
 * pipelined request. See docs/adr/0012-lingering-close.md
 */
export function lingeringClose(socket: Socket): void {
  // Detaches the parser of Node, so no further request is served.
  socket.removeAllListeners('data');
  socket.on('data', () => undefined);
  socket.end();
  socket.resume();
  // The parser of Node stops reading if a body is not consumed. `resume` does not restart it.
  socket._read(0);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
