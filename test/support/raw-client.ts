/** Client below HTTP: it can send invalid requests. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawClient {
  readonly socket: Socket;
  readonly send: (...pieces: readonly (string | Buffer)[]) => void;
  /** All data received so far. */
  readonly received: () => string;
  /** Resolves after this many responses. */
  readonly answers: (count: number) => Promise<readonly RawAnswer[]>;
  /** Resolves with the responses when either side closes the connection. */
  readonly closed: Promise<readonly RawAnswer[]>;
}

/** Opens a connection to a server. */
export async function openRawClient(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  const look = new Set<() => void>();
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    for (const one of look) one();
  });
  socket.on('error', () => undefined);
  const all = (): Buffer => Buffer.concat(chunks);
  const closed = once(socket, 'close').then(() => cutAnswers(all()));
  await once(socket, 'connect');
  return {
    socket,
    send: (...pieces) => {
      for (const piece of pieces) socket.write(piece);
    },
    received: () => all().toString('latin1'),
    answers: (count) =>
      new Promise((resolve) => {
        const one = (): void => {
          const answers = cutAnswers(all());
          if (answers.length < count) return;
          look.delete(one);
          resolve(answers);
        };
        look.add(one);
        one();
      }),
    closed,
  };
}

/** Sends one request on its own connection. Resolves with its response. */
export async function sendRaw(url: string, ...pieces: readonly (string | Buffer)[]): Promise<RawAnswer> {
  const client = await openRawClient(url);
  client.send(...pieces);
  const [answer] = await Promise.race([client.answers(1), client.closed]);
  client.socket.destroy();
  if (answer === undefined) throw new Error('The connection was closed without an answer.');
  return answer;
}

/** Returns the bytes of a request with a body; an empty header is omitted. */
export function rawPost(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Buffer {
  const bytes = Buffer.from(body);
  const given = {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': String(bytes.length),
    ...headers,
  };
  const lines = Object.entries(given).map(([name, value]) => (value === '' ? '' : `${name}: ${value}\r\n`));
  return Buffer.concat([Buffer.from(`POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n`), bytes]);
}

/** Returns the complete responses; a response to HEAD is not one. */
function cutAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = bytes; ;) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) return answers;
    const [line = '', ...lines] = rest.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((written) => {
        const colon = written.indexOf(':');
        return [written.slice(0, colon).toLowerCase(), written.slice(colon + 1).trim()];
      }),
    );
    const [status, from] = [Number(line.split(' ')[1]), end + 4];
    const until = from + Number(headers['content-length'] ?? 0);
    if (rest.length < until) return answers;
    if (status >= 200) answers.push({ status, headers, body: rest.toString('utf8', from, until) });
    rest = rest.subarray(until);
  }
}
