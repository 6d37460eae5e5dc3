// Runs the desk with the demo server and its simulator on one terminal: `npm run example`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { createServer } from 'vite';

import { addressLine, demoLanguage } from '../../packages/demo/dist/demo-text.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const demo = spawn(process.execPath, [at('../../packages/demo/dist/main.js')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines = createInterface({ input: demo.stdout });
lines.on('line', (line) => process.stdout.write(`${line}\n`));
demo.once('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => demo.kill(signal));
// Ends the demo if the desk cannot start.
process.once('exit', () => demo.kill());

// Reads the address from the demo's output, because the default port may be in use.
process.env.WOLKVOX_GRAPHQL = await new Promise((resolve) => {
  lines.on('line', (line) => {
    const server = /(http:\/\/127\.0\.0\.1:\d+)\/graphql/.exec(line)?.[1];
    if (server !== undefined) resolve(server);
  });
});
const desk = await createServer({ root: at('.'), server: { host: '127.0.0.1' } });
await desk.listen();
process.stdout.write(`${addressLine(demoLanguage(process.env), 'desk', desk.resolvedUrls.local[0])}\n\n`);
