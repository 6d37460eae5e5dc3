import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Arguments of `node`. */
export const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Those of `npm start` and of the image (test/process/process.test.ts), because memory and speed depend on them. */
const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string };
};
export const FLAGS = scripts.start.split(' ').filter((word) => word.startsWith('--'));

/** The built server as a process: started by node as in the image, or by another command. */
export interface BuiltServer {
  readonly process: ChildProcessWithoutNullStreams;
  /** Resolves with its address. Rejects if it ends before. */
  readonly url: Promise<string>;
  /** Everything it has written, on both streams. */
  readonly output: () => string;
  /** Resolves with the first matching log line. */
  readonly line: (fits: (line: Record<string, unknown>) => boolean) => Promise<Record<string, unknown>>;
  /** Resolves with the first group of the first match in the output. Rejects if the process ends before. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

export function startBuiltServer(
  variables: Record<string, string>,
  [command, ...args]: readonly [string, ...string[]] = [process.execPath, ...FLAGS, MAIN],
): BuiltServer {
  // Only PATH of this machine's environment, so that the test controls all variables. In memory unless the test has a folder.
  const child = spawn(command, args, { env: { PATH: process.env.PATH, DATA_DIR: 'none', ...variables } });
  let output = '';
  const lines: Record<string, unknown>[] = [];
  const texts: string[] = [];
  const waiting = new Set<() => void>();
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  createInterface(child.stdout).on('line', (text) => {
    output += `${text}\n`;
    if (text.startsWith('{')) lines.push(JSON.parse(text) as Record<string, unknown>);
    else texts.push(text);
    for (const look of waiting) look();
  });
  const whenFound = <T>(find: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const line: BuiltServer['line'] = (fits) => whenFound(() => lines.find(fits));
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals | null);
  const listening = line(({ msg }) => msg === 'listening').then(({ url }) => String(url).replace(/\/graphql$/, ''));
  const beforeItEnds = <T>(promise: Promise<T>): Promise<T> =>
    Promise.race([
      promise,
      ended.then(() => {
        throw new Error(`The server ended before: ${output}`);
      }),
    ]);
  const url = beforeItEnds(listening);
  const says: BuiltServer['says'] = (pattern) =>
    beforeItEnds(whenFound(() => texts.map((text) => pattern.exec(text)?.[1]).find((found) => found !== undefined)));
  // A rejection without a listener is not an error.
  url.catch(() => undefined);
  return { process: child, url, output: () => output, line, says, ended };
}
