// CPU of a start, compared with a bare server of the same packages, and memory under load. `npm run bench:start`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { CONNECTIONS, graphql, NODE_OPTIONS, quantile, start, stop, TOKEN } from './harness.js';
import { REQUESTS } from './requests.js';

const STARTS = 12;
const TARGET_RATIO = 1.3;
const CALLS = 20_000;
const TARGET_MB = 150;

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const PROGRAMS = { server: at('../dist/main.js'), bare: at('bare-start.js') };

/** Starts a program. Resolves with the process and the address that its log line has. */
async function run(path, env = {}) {
  const child = spawn(process.execPath, [...NODE_OPTIONS, path], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', AUTH_MODE: 'none', WOLKVOX_TOKEN: TOKEN, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  for await (const text of lines) {
    const { msg, url } = JSON.parse(text);
    if (msg === 'listening') return { child, url };
  }
  throw new Error(`${path} ended before it listened.`);
}

/** CPU seconds of a process with its threads. Ticks are 10 ms on Linux. */
function cpuSeconds({ pid }) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const memoryMb = ({ pid }, key) =>
  Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

async function end(child) {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const seconds = { server: [], bare: [] };
for (let nth = 0; nth < STARTS; nth += 1) {
  for (const name of nth % 2 === 0 ? ['server', 'bare'] : ['bare', 'server']) {
    const { child } = await run(PROGRAMS[name], { WOLKVOX_BASE_URL: 'http://127.0.0.1:9' });
    seconds[name].push(cpuSeconds(child));
    await end(child);
  }
}
const ratios = seconds.server.map((own, nth) => own / seconds.bare[nth]);
const ratio = quantile(ratios, 0.5);
const median = (name) => quantile(seconds[name], 0.5).toFixed(2);
console.log(
  `CPU until the server listens, median of ${STARTS} starts: ${median('server')} s, bare server ${median('bare')} s`,
);
console.log(
  `ratio ${ratio.toFixed(2)}, half of the pairs from ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)} ` +
    `(target: at most ${TARGET_RATIO}, ${ratio <= TARGET_RATIO ? 'met' : 'MISSED'})`,
);

try {
  const simulator = await start('simulator.js');
  const { child, url } = await run(PROGRAMS.server, { WOLKVOX_BASE_URL: simulator.url });
  const { request, expected } = REQUESTS.createCampaign;
  await graphql(url, CALLS, request, expected);
  const [resident, peak] = [memoryMb(child, 'VmRSS'), memoryMb(child, 'VmHWM')];
  await end(child);
  console.log(
    `resident memory after ${CALLS} createCampaign over ${CONNECTIONS} connections: ${resident.toFixed(0)} MB, peak ${peak.toFixed(0)} MB ` +
      `(target: at most ${TARGET_MB}, ${peak <= TARGET_MB ? 'met' : 'MISSED'})`,
  );
} finally {
  stop();
}
