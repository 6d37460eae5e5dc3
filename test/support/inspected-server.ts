import { inspect, INSPECT, type Inspector } from '../../bench/inspector.js';
import { startBuiltServer } from './built-server.js';
import type { Answer } from './product.js';
import { MAIN } from './built-server.js';

/** The built server with an inspector, which counts objects in its memory. */
export interface InspectedServer {
  readonly post: (body: object) => Promise<Answer>;
  readonly query: (query: string, variables?: object) => Promise<Answer>;
  readonly inspector: Inspector;
  /** Ends the process. */
  readonly close: () => Promise<void>;
}

export async function startInspectedServer(variables: Record<string, string>): Promise<InspectedServer> {
  const server = startBuiltServer({ PORT: '0', HOST: '127.0.0.1', ...variables }, [process.execPath, INSPECT, MAIN]);
  const [inspector, url] = await Promise.all([inspect(server.process), server.url]);
  const post = async (body: object): Promise<Answer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, ...(JSON.parse(text) as object) };
  };
  return {
    post,
    query: (query, given = {}) => post({ query, variables: given }),
    inspector,
    close: async () => {
      inspector.close();
      server.process.kill('SIGKILL');
      await server.ended;
    },
  };
}
