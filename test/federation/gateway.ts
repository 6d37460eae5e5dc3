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
 * Starts Hive Gateway in front of a supergraph, on a free loopback port, configured as docs/guides/federation.md shows.
 * `claimsOf` returns the claims of a request's token. The gateway's program verifies it (`jwt`); its runtime does not.
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
    // Otherwise it is loaded while the first request waits.
    transports: { http },
    plugins: () => [addClaims],
    // No reporting, polling or landing page.
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
