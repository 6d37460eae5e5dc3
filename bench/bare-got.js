// Baseline: the same upstream call by got alone, with keep-alive and without retries.
import { Agent } from 'node:http';

import { got } from 'got';

import { answerCpuQuestions } from './cpu.js';

const agent = { http: new Agent({ keepAlive: true }) };

async function call({ url, token, body }) {
  const startedAt = performance.now();
  const response = await got.post(url, {
    agent,
    body,
    headers: { 'wolkvox-token': token, 'content-type': 'application/json' },
    retry: { limit: 0 },
  });
  if (response.statusCode !== 201) throw new Error(`The simulator answered ${response.statusCode}.`);
  return performance.now() - startedAt;
}

process.on('message', async (message) => {
  if (message.request === undefined) return;
  const { request, connections, calls } = message;
  const latencies = [];
  const startedAt = performance.now();
  let left = calls;
  const worker = async () => {
    while (left-- > 0) latencies.push(await call(request));
  };
  await Promise.all(Array.from({ length: connections }, worker));
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.floor(latencies.length * share)];
  process.send({ perSecond: (calls * 1000) / (performance.now() - startedAt), p50: at(0.5), p99: at(0.99) });
});

answerCpuQuestions();
process.send({ ready: true });
