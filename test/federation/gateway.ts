import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createGatewayRuntime, type GatewayPlugin } from '@graphql-hive/gateway-runtime';
import http from '@graphql-mesh/transport-http';

import type { HiveConfig } from './hive-config.js';

export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Hive Gateway in front of a supergraph, on a free port of loopback, configured as docs/federation.md shows. `claimsOf`: the
 * claims of the token of a request, which the gateway's own program verifies (`jwt`) and its runtime does not.
 */
export async function startGateway(
  supergraph: string,
  config: HiveConfig,
  claimsOf: (headers: Headers) => Record<string, unknown> | undefined = () => undefined,
): Promise<Gateway> {
  const addClaims: GatewayPlugin = {
    onContextBuilding: ({ context, extendContext }) => {
      const payload = claimsOf(context.request.headers);
      if (payload !== undefined) extendContext({ jwt: { payload } });
    },
  };
  const gateway = createGatewayRuntime({
    ...config,
    supergraph,
    // Else it is looked for while the first request waits.
    transports: { http },
    plugins: () => [addClaims],
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
