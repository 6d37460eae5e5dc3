import { describe, expect, it } from '@jest/globals';
import { OperationTypeNode } from 'graphql';

import { readConfig } from '../../src/config/config.js';
import { TOKEN } from '../support/product.js';
import { HIVE_CONFIGS, hiveConfig } from './hive-config.js';

const SECRET = 'secret-of-the-gateway';
const MODES = ['jwt', 'router'] as const;
const { queueTimeoutMs, timeoutMs, slotLeaseMs } = readConfig({ WOLKVOX_SERVER: '0013', WOLKVOX_TOKEN: TOKEN });

type Arguments<Call> = Call extends (payload: infer Payload) => unknown ? Payload : never;
type Propagate = NonNullable<NonNullable<ReturnType<typeof hiveConfig>['propagateHeaders']>['fromClientToSubgraphs']>;

/** Returns the headers that a subgraph receives for a request of ana. */
function headersFor(mode: (typeof MODES)[number], subgraphName: string): unknown {
  const propagate = hiveConfig(mode, { ROUTER_SECRET: SECRET }).propagateHeaders?.fromClientToSubgraphs;
  const request = new Request('http://gateway/graphql', {
    headers: {
      authorization: 'Bearer a',
      'accept-language': 'es',
      traceparent: '00-1',
      cookie: 'b',
      baggage: 'c',
      'x-caller-id': 'boss',
      'x-caller-scopes': 'everything',
      'router-authorization': 'd',
    },
  });
  const context = { jwt: { payload: { sub: 'ana', scope: 'campaigns:read' } } };
  return propagate?.({ request, subgraphName, context } as unknown as Arguments<Propagate>);
}

describe('the configuration of Hive Gateway in docs/guides/federation.md', () => {
  it.each(MODES)('has a longer timeout than the longest creation: %s', (mode) => {
    const { upstreamTimeout } = hiveConfig(mode);
    const timeoutOf = typeof upstreamTimeout === 'function' ? upstreamTimeout : () => upstreamTimeout;
    expect(timeoutOf({ subgraphName: 'wolkvox' })).toBeGreaterThan(2 * (queueTimeoutMs + timeoutMs) + slotLeaseMs);
    expect(timeoutOf({ subgraphName: 'crm' })).toBe(30_000);
  });

  it.each(
    MODES.flatMap((mode) => [
      [mode, 'wolkvox', OperationTypeNode.MUTATION, undefined] as const,
      [mode, 'wolkvox', OperationTypeNode.QUERY, undefined] as const,
      [mode, 'crm', OperationTypeNode.MUTATION, undefined] as const,
      [mode, 'crm', OperationTypeNode.QUERY, { maxRetries: 2 }] as const,
    ]),
  )('retries no mutation and no call to this server: %s, %s, %s', (mode, subgraphName, operationType, expected) => {
    const { upstreamRetry } = hiveConfig(mode);
    const retry = typeof upstreamRetry === 'function' ? upstreamRetry : () => upstreamRetry;
    const executionRequest = { operationType } as Parameters<typeof retry>[0]['executionRequest'];
    expect(retry({ subgraphName, executionRequest })).toEqual(expected);
  });

  it('forwards the token, the language and the trace with AUTH_MODE=jwt', () => {
    expect(headersFor('jwt', 'wolkvox')).toEqual({
      authorization: 'Bearer a',
      'accept-language': 'es',
      traceparent: '00-1',
    });
  });

  it('sets the headers of AUTH_MODE=router, whatever the client sends', () => {
    const { auth } = readConfig({
      WOLKVOX_SERVER: '0013',
      WOLKVOX_TOKEN: TOKEN,
      AUTH_MODE: 'router',
      AUTH_ROUTER_SECRET: SECRET,
    });
    if (auth.mode !== 'router') throw new Error('The mode is another one.');
    expect(headersFor('router', 'wolkvox')).toEqual({
      [auth.secretHeader]: SECRET,
      [auth.callerHeader]: 'ana',
      [auth.scopesHeader]: 'campaigns:read',
      'accept-language': 'es',
      traceparent: '00-1',
    });
  });

  it.each(MODES)('forwards none of them to other subgraphs: %s', (mode) => {
    expect(headersFor(mode, 'crm')).toEqual({});
  });

  it('contains no secret; secrets are in the environment', () => {
    const used = Object.values(HIVE_CONFIGS).flatMap((text) => [...text.matchAll(/process\.env\['(\w+)'\]/g)]);
    expect([...new Set(used.map(([, name]) => name))].sort()).toEqual([
      'JWKS_URL',
      'JWT_AUDIENCE',
      'JWT_ISSUER',
      'ROUTER_SECRET',
    ]);
  });
});
