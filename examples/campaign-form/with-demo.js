// The form in front of the demo server and its simulator, on one terminal: `npm run example`.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { createServer } from 'vite';

import { addressLine, demoLanguage } from '../../dist/demo/demo-text.js';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const demo = spawn(process.execPath, [at('../../dist/demo.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
const lines = createInterface({ input: demo.stdout });
lines.on('line', (line) => process.stdout.write(`${line}\n`));
demo.once('exit', (code) => process.exit(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => demo.kill(signal));
// Where the form cannot start, the demo shall not stay behind it.
process.once('exit', () => demo.kill());

// It listens on another port where the usual one is taken, so it is asked rather than assumed.
process.env.WOLKVOX_GRAPHQL = await new Promise((resolve) => {
  lines.on('line', (line) => {
    const server = /(http:\/\/127\.0\.0\.1:\d+)\/graphql/.exec(line)?.[1];
    if (server !== undefined) resolve(server);
  });
});
const form = await createServer({ root: at('.'), server: { host: '127.0.0.1' } });
await form.listen();
process.stdout.write(`${addressLine(demoLanguage(process.env), 'form', form.resolvedUrls.local[0])}\n\n`);
