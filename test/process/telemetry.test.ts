import { createServer, type AddressInfo, type Server } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { startSimulator, type Simulator } from '../../packages/simulator/src/simulator.js';
import { startBuiltServer } from '../support/built-server.js';
import { sendHttp } from '../support/http-client.js';
import { scrape } from '../support/metrics.js';
import { TOKEN } from '../support/product.js';

// Its tests start their processes at the same time.
jest.setTimeout(60_000);

let simulator: Simulator;
/** Accepts connections and responds nothing. */
let deaf: Server;
let deafPort: number;
beforeAll(async () => {
  simulator = await startSimulator({ token: TOKEN });
  deaf = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  deafPort = (deaf.address() as AddressInfo).port;
});
afterAll(async () => {
  await simulator.close();
  deaf.close();
});

const startServer = (variables: Record<string, string>) =>
  startBuiltServer({
    WOLKVOX_BASE_URL: simulator.url,
    WOLKVOX_TOKEN: TOKEN,
    PORT: '0',
    HOST: '127.0.0.1',
    ...variables,
  });
const create = async (url: string): Promise<string> => {
  const query = 'mutation { createCampaign(input: { type: PREVIEW, name: "x", skillId: 1 }) { __typename } }';
  const headers = { 'content-type': 'application/json' };
  const { text } = await sendHttp(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return text;
};

describe('the built server', () => {
  it.concurrent('logs its metrics port, and serves metrics there', async () => {
    const server = startServer({ METRICS_PORT: '0' });
    const { metrics } = await server.line(({ msg }) => msg === 'listening');
    expect((await scrape(String(metrics))).value('wolkvox_graphql_ready')).toBe(1);
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it.concurrent('reports that METRICS_PORT is in use, and ends', async () => {
    const server = startServer({ METRICS_PORT: String(deafPort) });
    expect(await server.ended).toBe(1);
    // Before it, the log has a line about the state in memory.
    const text = server.output().replace(/^\{.*\}\n/gm, '');
    expect(text).toBe(`wolkvox-graphql cannot start:\n  METRICS_PORT ${deafPort} is in use on this machine.\n`);
  });

  it.concurrent('logs once that the collector is unreachable, and continues', async () => {
    const server = startServer({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary-key',
      OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      OTEL_BSP_SCHEDULE_DELAY: '10',
    });
    const url = await server.url;
    expect(await create(url)).toContain('CreateCampaignSuccess');
    await server.line(({ msg }) => String(msg).startsWith('trace export failing'));
    expect(await create(url)).toContain('CreateCampaignSuccess');
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    const lines = server.output().trim().split('\n');
    expect(lines.filter((line) => line.includes('trace export failing'))).toHaveLength(1);
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(server.output()).not.toContain('canary-key');
  });

  it.concurrent('ends although the collector never responds', async () => {
    const server = startServer({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${deafPort}`,
      OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
      OTEL_BSP_EXPORT_TIMEOUT: '600000',
    });
    expect(await create(await server.url)).toContain('CreateCampaignSuccess');
    server.process.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    for (const line of server.output().trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });
});
