// The panels as a page of their own, in the dashboard's layout, and a picture of it by chromium.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A dashboard is 24 columns wide; Grafana's rows are 30 pixels and 8 between. */
const COLUMN_PX = 66;
const ROW_PX = 34;
const GAP_PX = 8;
const TOP_PX = 56;

const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'];

export function takePicture(title, panels, folder, picture) {
  const height = TOP_PX + ROW_PX * Math.max(...panels.map(({ gridPos: { y, h } }) => y + h)) + GAP_PX;
  const page = join(folder, 'page.html');
  writeFileSync(page, html(title, panels, height));
  const options = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--enable-logging=stderr',
    '--virtual-time-budget=5000',
    `--user-data-dir=${join(folder, 'chromium')}`,
    `--window-size=${24 * COLUMN_PX + 2 * GAP_PX},${height}`,
    `--screenshot=${picture}`,
    pathToFileURL(page).href,
  ];
  for (const program of CHROMIUM) {
    const { error, status, stderr } = spawnSync(program, options, { encoding: 'utf8' });
    if (error?.code === 'ENOENT') continue;
    if (error !== undefined) throw error;
    // A page whose script fails has a picture, too.
    const [fault] = /Uncaught .*/.exec(stderr) ?? [];
    if (status !== 0 || fault !== undefined) throw new Error(fault ?? stderr);
    return;
  }
  throw new Error('There is no chromium on PATH (Debian: apt-get install chromium).');
}

function html(title, panels, height) {
  const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const uplot = new URL('../../../node_modules/uplot/dist/', import.meta.url);
  // A `<` could end the script.
  const data = JSON.stringify(panels).replaceAll('<', '\\u003c');
  return `<!doctype html>
<meta charset="utf-8">
<title>${title}</title>
<style>${read(new URL('uPlot.min.css', uplot))}${read('page.css')}body { height: ${height}px }</style>
<h1>${title}</h1>
${panels.map(box).join('\n')}
<script>${read(new URL('uPlot.iife.min.js', uplot))}</script>
<script>const PANELS = ${data};</script>
<script>${read('draw.js')}</script>`;
}

function box({ id, type, title, gridPos: { x, y, w, h } }) {
  const place = `left:${GAP_PX + x * COLUMN_PX}px;top:${TOP_PX + y * ROW_PX}px;width:${w * COLUMN_PX - GAP_PX}px;height:${h * ROW_PX - GAP_PX}px`;
  return type === 'row'
    ? `<h2 style="${place}">${title}</h2>`
    : `<section id="panel-${id}" style="${place}"><h3>${title}</h3></section>`;
}
