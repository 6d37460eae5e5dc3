import { inspect, INSPECT, type Inspector } from '../../bench/inspector.js';
import { MAIN, startBuiltServer } from './built-server.js';
import { sendHttp } from './http-client.js';
import { answerOf, type Answer } from './product.js';

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
  const headers = { 'content-type': 'application/json' };
  const post = async (body: object): Promise<Answer> =>
    answerOf(await sendHttp(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) }));
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
