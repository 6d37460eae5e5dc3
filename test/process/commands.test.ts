import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** The commands and what they read, with one small source, because a build of all sources takes long. */
const COPIED = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'tools', 'schema/operations'];
const BUILD = 'tsc -p tsconfig.build.json && node tools/build-stamp.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wolkvox-commands-'));
  for (const name of COPIED) cpSync(resolve(name), join(folder, name), { recursive: true });
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const [removesOldBuild = ''] = manifest.scripts['build:server']?.split(' && ') ?? [];
  manifest.scripts.build = `${removesOldBuild} && ${BUILD}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const sources of ['src', 'packages/simulator/src', 'packages/demo/src'])
    mkdirSync(join(folder, sources), { recursive: true });
  writeFileSync(join(folder, 'src/main.ts'), 'export const main = 1;\n');
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}
const buildIfChanged = () => run(process.execPath, 'tools/build-if-changed.js');

describe('a clone without a build', () => {
  it('npm start prints what to do, in one sentence', () => {
    const { status, stderr } = run('npm', 'start');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^dist\/main\.js is missing: run `npm run build` first, then `npm start`\./);
    expect(stderr).not.toContain('node:internal');
  });
});

describe('the build before the demo', () => {
  const built = () => existsSync(join(folder, 'dist', 'main.js'));
  const BUILDS = /^wolkvox-graphql: building\b.*\n/;

  it('prints that it builds, and builds', () => {
    const { status, stderr } = buildIfChanged();
    expect([status, built()]).toEqual([0, true]);
    expect(stderr).toMatch(BUILDS);
  }, 120_000);

  it('does nothing and prints nothing if nothing has changed', () => {
    writeFileSync(join(folder, 'dist', 'mark'), '');
    expect(buildIfChanged()).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(join(folder, 'dist', 'mark'))).toBe(true);
  });

  it('builds again if a source has changed', () => {
    writeFileSync(join(folder, 'dist', 'mark'), '');
    writeFileSync(join(folder, 'src', 'added.ts'), 'export const added = 1;\n');
    const { status, stderr } = buildIfChanged();
    expect([status, existsSync(join(folder, 'dist', 'mark'))]).toEqual([0, false]);
    expect(stderr).toMatch(BUILDS);
  }, 120_000);

  it("fails with the compiler's exit code", () => {
    writeFileSync(join(folder, 'src', 'added.ts'), 'export const added: string = 1;\n');
    const { status, stdout } = buildIfChanged();
    expect(status).not.toBe(0);
    expect(stdout).toContain('src/added.ts');
    // So the next one builds again.
    expect(existsSync(join(folder, 'dist', '.built-from'))).toBe(false);
  }, 120_000);
});
