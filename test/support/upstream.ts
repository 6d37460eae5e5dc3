import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Scripted {
  readonly status: number;
  readonly body: string | object;
  readonly headers?: Record<string, string>;
}

/** Another upstream than the simulator: it answers what a test tells it to, and remembers what it was sent. */
export interface Upstream {
  readonly url: string;
  readonly seen: Seen[];
  answer: (request: Seen) => Scripted;
  close(): Promise<void>;
}

export async function startUpstream(answer: Upstream['answer']): Promise<Upstream> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const seen = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      upstream.seen.push(seen);
      const { status, body, headers } = upstream.answer(seen);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const upstream: Upstream = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return upstream;
}

/** The specification's own answer to a creation. */
export const created = (id: unknown = '1287', name: unknown = ''): Scripted => ({
  status: 201,
  body: {
    code: 201,
    error: null,
    msg: 'The # campaign_id has been created successfully',
    data: [{ id_campaign: id, name_campaign: name }],
  },
});
