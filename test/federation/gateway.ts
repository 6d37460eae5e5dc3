import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import http from '@graphql-mesh/transport-http';

export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Hive Gateway in front of a supergraph, on a free port of loopback, set as docs/federation.md advises. `says`: what it tells
 * subgraphs of a request by itself, as docs/access.md advises.
 */
export async function startGateway(
  supergraph: string,
  says: (headers: Headers) => Record<string, string> = () => ({}),
): Promise<Gateway> {
  const gateway = createGatewayRuntime({
    supergraph,
    // Else it is looked for while the first request waits.
    transports: { http },
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => ({
        authorization: request.headers.get('authorization'),
        'x-request-id': request.headers.get('x-request-id'),
        'accept-language': request.headers.get('accept-language'),
        ...says(request.headers),
      }),
    },
    upstreamTimeout: 260_000,
    // Nothing is reported, polled or drawn.
    logging: false,
    graphiql: false,
    landingPage: false,
  });
  const server = createServer(gateway as unknown as RequestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: async () => {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      await gateway[Symbol.asyncDispose]();
    },
  };
}
