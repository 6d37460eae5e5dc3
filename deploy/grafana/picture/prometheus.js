// Debian's prometheus, or any other on PATH, on loopback.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from './system.js';

/** Its address, once it answers. It scrapes the port every second. */
export async function startPrometheus(folder, metricsPort, closers) {
  const port = await freePort();
  const file = join(folder, 'prometheus.yml');
  const scrape = {
    job_name: 'wolkvox-graphql',
    scrape_interval: '1s',
    static_configs: [{ targets: [`127.0.0.1:${metricsPort}`], labels: { instance: 'replica-1' } }],
  };
  // JSON is YAML, too.
  writeFileSync(file, JSON.stringify({ scrape_configs: [scrape] }));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const ended = once(child, 'close').catch((error) => {
    throw new Error('There is no prometheus on PATH (Debian: apt-get install prometheus).', { cause: error });
  });
  closers.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const address = `http://127.0.0.1:${port}`;
  const answers = async () => {
    for (;;) {
      const ready = await fetch(`${address}/-/ready`).catch(() => undefined);
      if (ready?.ok) return;
      await sleep(100);
    }
  };
  await Promise.race([
    answers(),
    ended.then(() => {
      throw new Error('prometheus ended before it was ready.');
    }),
  ]);
  return address;
}
