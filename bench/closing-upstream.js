// Upstream of bench/transport.js. It answers every creation and ends the connection behind the answer, in the way that WAY names.
import { createServer } from 'node:net';
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';

const ANSWER = '{"code":201,"error":null,"msg":"created"}';
const RESPONSE = `HTTP/1.1 201 Created\r\nConnection: keep-alive\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`;
const HEAD = /^[A-Z]+ \/\?nth=([0-9]+) [^]*?content-length: ([0-9]+)\r\n(?:[^]*?\r\n)?\r\n/i;
/** Longest time until a random end, in turns of the event loop. */
const MOST_TURNS = 40;

/** Longest life of a connection without a request. */
const MOST_UNUSED_MS = 20;

/** Ends the connection after some turns of the event loop. */
function endAfter(turns, socket) {
  if (turns === 0) socket.destroySoon();
  else setImmediate(() => endAfter(turns - 1, socket));
}

const WAYS = {
  'at random': (socket) => {
    socket.write(RESPONSE);
    endAfter(Math.floor(Math.random() * MOST_TURNS), socket);
  },
  'at once': (socket) => {
    socket.write(RESPONSE);
    socket.destroySoon();
  },
  // It reads on, so it receives a later request on this connection and cannot answer it.
  'by half-closing': (socket) => void socket.end(RESPONSE),
  'unused, at random': (socket) => void socket.write(RESPONSE),
};
const endsUnused = process.env.WAY === 'unused, at random';
const answer = WAYS[process.env.WAY];

/** Number of a creation -> how many times it was received. */
let received = new Map();
let connections = 0;

const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  connections += 1;
  let text = '';
  if (endsUnused) {
    const timer = setTimeout(() => socket.destroySoon(), Math.random() * MOST_UNUSED_MS);
    socket.once('data', () => clearTimeout(timer));
  }
  socket.on('error', () => undefined);
  socket.on('end', () => socket.end());
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1');
    for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
      const size = head[0].length + Number(head[2]);
      if (text.length < size) return;
      text = text.slice(size);
      received.set(head[1], (received.get(head[1]) ?? 0) + 1);
      if (socket.writable) answer(socket);
    }
  });
});

process.on('message', () => {
  const twice = [...received.values()].filter((times) => times > 1).length;
  process.send({ received: received.size, twice, connections });
  received = new Map();
  connections = 0;
});
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
