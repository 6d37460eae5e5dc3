/** The HTTP client of the tests, for valid requests. raw-client.ts sends the others. */
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface HttpRequest {
  /** Default: GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
  /** Sends the headers first and the body in chunks, without a length. */
  readonly chunked?: boolean;
  /** Default: a connection for this request only. */
  readonly agent?: Agent;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The complete body. */
  readonly text: string;
}

/** There was no complete response. */
export class BrokenConnection extends Error {
  /** As `ECONNRESET`. */
  readonly code: string;
  readonly syscall: string | undefined;

  constructor(
    cause: NodeJS.ErrnoException,
    /** Whether the headers of a response arrived. */
    readonly began: boolean,
  ) {
    super(cause.message, { cause });
    this.code = cause.code ?? cause.message;
    this.syscall = cause.syscall;
  }
}

/** Sends one request, with the path as it is written. Follows no redirects. Rejects with `BrokenConnection`. */
export async function sendHttp(
  url: string,
  { method = 'GET', headers, body, chunked = false, agent, signal }: HttpRequest = {},
): Promise<HttpResponse> {
  const { origin, hostname, port } = new URL(url);
  // Like browsers: the server may close a connection that still sends.
  const own = agent === undefined ? new Agent({ keepAlive: true }) : undefined;
  try {
    const length = body === undefined || chunked ? {} : { 'content-length': Buffer.byteLength(body) };
    return await new Promise((resolve, reject) => {
      let began = false;
      let failure: Error | undefined;
      const target = { hostname, port, path: url.slice(origin.length), method, agent: agent ?? own };
      const options = { ...target, headers: { ...length, ...headers }, ...(signal && { signal }) };
      const outgoing = request(options, (incoming: IncomingMessage) => {
        began = true;
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', (error) => reject(new BrokenConnection(failure ?? error, began)));
        incoming.once('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      outgoing.on('error', (error) => {
        // A server that rejects early closes while the client sends. With a complete response this is no error.
        if (began) failure = error;
        else reject(new BrokenConnection(error, began));
      });
      if (chunked) outgoing.flushHeaders();
      outgoing.end(body);
    });
  } finally {
    own?.destroy();
  }
}
