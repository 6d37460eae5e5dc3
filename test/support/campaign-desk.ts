import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The example desk, built as a frontend team would build it. */
export interface BuiltDesk {
  /** Serves it in front of a server, which is at /graphql of its own origin. */
  readonly serve: (graphqlServer: string) => Promise<ServedDesk>;
  readonly remove: () => void;
}

export interface ServedDesk {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const FOLDER = fileURLToPath(new URL('../../examples/campaign-desk/', import.meta.url));
const VITE = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));

/**
 * Builds it into a temporary folder, from client/dist, so `npm run client` must run first. Vite runs in its own
 * process, because its bundler does not support the objects of Jest's contexts.
 */
export async function buildDesk(): Promise<BuiltDesk> {
  const outDir = mkdtempSync(join(tmpdir(), 'campaign-desk-'));
  await promisify(execFile)(process.execPath, [VITE, 'build', '--outDir', outDir, '--logLevel', 'error'], {
    cwd: FOLDER,
    // Jest's NODE_ENV would make it a development build.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return {
    serve: (graphqlServer) => serve(outDir, graphqlServer),
    remove: () => rmSync(outDir, { recursive: true }),
  };
}

async function serve(outDir: string, graphqlServer: string): Promise<ServedDesk> {
  const server = spawn(
    process.execPath,
    [VITE, 'preview', '--outDir', outDir, '--host', '127.0.0.1', '--port', '0'],
    // Read by vite.config.ts.
    {
      cwd: FOLDER,
      env: { ...process.env, WOLKVOX_GRAPHQL: graphqlServer, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface(server.stdout)) {
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0];
    if (url === undefined) continue;
    const ended = once(server, 'exit');
    return {
      url,
      close: async () => {
        server.kill();
        await ended;
      },
    };
  }
  throw new Error('vite preview ended without an address.');
}
