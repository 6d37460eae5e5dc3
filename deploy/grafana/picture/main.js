// `npm run dashboard:picture`: docs/pictures/dashboard.png. The built server under load and failures of every kind, a real
// Prometheus that scrapes it, and each panel's own expressions drawn where the dashboard has the panel.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { drive, SECONDS } from './load.js';
import { askPanels } from './panels.js';
import { startPrometheus } from './prometheus.js';
import { takePicture } from './page.js';
import { startSystem } from './system.js';

const ROOT = new URL('../../../', import.meta.url);
const PICTURE = fileURLToPath(new URL('docs/pictures/dashboard.png', ROOT));

const dashboard = JSON.parse(readFileSync(new URL('deploy/grafana/wolkvox-graphql.json', ROOT), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
const closers = [() => rmSync(folder, { recursive: true, force: true })];
try {
  const system = await startSystem(folder, closers);
  const prometheus = await startPrometheus(folder, system.metricsPort, closers);
  console.log(`Load for ${SECONDS} s, scraped by Prometheus.`);
  await drive(system);
  const panels = await askPanels(dashboard, prometheus);
  mkdirSync(fileURLToPath(new URL('docs/pictures/', ROOT)), { recursive: true });
  takePicture(dashboard.title, panels, folder, PICTURE);
  const empty = panels.filter(({ type, frames }) => type !== 'row' && frames.length === 0);
  for (const { title } of empty) console.log(`Nothing to draw: ${title}`);
  console.log(PICTURE);
} finally {
  for (const close of closers.reverse()) await close();
}
