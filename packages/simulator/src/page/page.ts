/** Files of the control page. It loads nothing from other hosts. script.js polls `GET /control/now`. */
import { readFileSync } from 'node:fs';

import { DATA_SECURITY_HEADERS } from '../origin-check.js';
import { PAGE_READINGS } from './readings.js';
import { STYLE } from './style.js';
import { SWITCHES } from './switches.js';
import { TEXTS } from './texts.js';
import type { Answer } from '../protocol.js';

/** Returns a file of the page; null if there is none at this path. */
export function pageFile(method: string | undefined, path: string): Answer | null {
  return method === 'GET' && Object.hasOwn(FILES, path) ? FILES[path as keyof typeof FILES] : null;
}

/** An unescaped `<` in a text could end the script element. */
const data = JSON.stringify({ switches: SWITCHES, readings: PAGE_READINGS, texts: TEXTS }).replaceAll('<', '\\u003c');

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>wolkvox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="application/json" id="data">${data}</script>
<script type="module" src="/page.js"></script>
</head>
<body>
<noscript>This page needs JavaScript; the calls that it makes: GET /control. · Esta página necesita JavaScript; las llamadas que hace: GET /control.</noscript>
<main></main>
</body>
</html>
`;

/** Forbids other hosts, inline code and framing (clickjacking). */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FILES = {
  '/': file('text/html', HTML),
  '/page.css': file('text/css', STYLE),
  '/page.js': file('text/javascript', readFileSync(new URL('./script.js', import.meta.url), 'utf8')),
} as const satisfies Record<string, Answer>;

function file(type: string, body: string): Answer {
  const headers = {
    ...DATA_SECURITY_HEADERS,
    'content-security-policy': PAGE_POLICY,
    'content-type': `${type}; charset=utf-8`,
  };
  return { status: 200, body, headers };
}
