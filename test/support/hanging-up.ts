import { request as httpRequest } from 'node:http';

import type { Product } from './product.js';

/** Creation whose client can disconnect with a TCP reset. Connections of one address are one caller. */
export function hangingUp(product: Product, name: string, localAddress?: string) {
  const query = `mutation { createCampaign(input: { type: PREVIEW, name: "${name}", skillId: 1 }) { __typename } }`;
  return requestThatHangsUp(product, query, localAddress);
}

/** Request whose client can disconnect with a TCP reset. A FIN alone is a half-close, and the server still answers. */
export function requestThatHangsUp(product: Product, query: string, localAddress = '127.0.0.1') {
  const { port } = new URL(product.url);
  const outgoing = httpRequest({
    port,
    host: '127.0.0.1',
    localAddress,
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
  });
  const ended = new Promise<string>((resolve) => {
    outgoing.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve(text));
    });
    outgoing.on('error', () => resolve('disconnected'));
  });
  outgoing.end(JSON.stringify({ query }));
  return { hangUp: () => outgoing.socket?.resetAndDestroy(), ended };
}
