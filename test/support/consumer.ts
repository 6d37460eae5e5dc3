import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const { version } = JSON.parse(readFileSync(join(ROOT, 'client/package.json'), 'utf8')) as { version: string };

/** Packing and compiling take some seconds each, and the machine may be busy. */
export const PACKING_MS = 120_000;

const OWN_PROGRAM = ['--preserve-symlinks', '--preserve-symlinks-main', '--experimental-import-meta-resolve'];

/** The frontend's own graphql, a package of our node_modules. */
export type GraphqlPackage = 'graphql' | 'graphql-17';

/** A frontend in a temporary folder, with the client installed from its tarball. */
export interface Consumer {
  readonly folder: string;
  /** Folder of the installed client. */
  readonly installed: string;
  /** Every file of the tarball. */
  readonly packed: readonly string[];
  /** Writes a file and its folders; an object as JSON. */
  readonly write: (path: string, content: string | object) => void;
  /** Runs a program with Node. Resolves with its output. Rejects if it fails or prints to stderr. */
  readonly run: (program: string, ...args: readonly string[]) => Promise<string>;
  /** Compiles as a frontend would. Rejects with the compiler's errors. */
  readonly compile: (files: readonly string[], moduleResolution: string, options: object) => Promise<void>;
  readonly remove: () => void;
}

/** Packs the client once for all consumers. */
export async function packClient(): Promise<PackedClient> {
  const folder = mkdtempSync(join(tmpdir(), 'wolkvox-client-'));
  const tarball = await pack(folder);
  return { tarball, source: join(folder, 'repository/client'), remove: () => rmSync(folder, { recursive: true }) };
}

export interface PackedClient {
  readonly tarball: string;
  /** The folder that was packed. */
  readonly source: string;
  readonly remove: () => void;
}

/**
 * Installs the client. All packages of this repository are beside it as symbolic links, except graphql, which
 * is the given one. Node and the compiler resolve modules from the links, so Apollo Client and the other packages use
 * that graphql too.
 */
export async function startConsumer(graphql: GraphqlPackage, { tarball }: PackedClient): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), 'wolkvox-consumer-'));
  const modules = join(folder, 'node_modules');
  const installed = join(modules, '@wolkvox-graphql/client');
  mkdirSync(installed, { recursive: true });
  for (const name of readdirSync(MODULES))
    if (!name.startsWith('.') && !['graphql', '@wolkvox-graphql'].includes(name))
      symlinkSync(join(MODULES, name), join(modules, name));
  symlinkSync(join(MODULES, graphql), join(modules, 'graphql'));

  const write: Consumer['write'] = (path, content) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  };
  const runHere: Consumer['run'] = async (program, ...args) => {
    // For programs of the frontend; a tool of this repository resolves its modules from its own place.
    const options = isAbsolute(program) ? [] : OWN_PROGRAM;
    const { stdout, stderr } = await run(process.execPath, [...options, program, ...args], { cwd: folder }).catch(
      (error: unknown) => {
        const { stdout: output, stderr: errors } = error as { stdout: string; stderr: string };
        throw new Error(output + errors);
      },
    );
    if (stderr !== '') throw new Error(stderr);
    return stdout;
  };

  write('package.json', { type: 'module' });
  const { stdout } = await run('tar', ['-xvzf', tarball, '-C', installed, '--strip-components=1']);
  return {
    folder,
    installed,
    packed: stdout
      .trim()
      .split('\n')
      .map((path) => path.replace('package/', '')),
    write,
    run: runHere,
    compile: async (files, moduleResolution, options) => {
      const module = moduleResolution === 'NodeNext' ? 'NodeNext' : 'ESNext';
      const strict = {
        strict: true,
        exactOptionalPropertyTypes: true,
        types: [],
        rootDir: '.',
        preserveSymlinks: true,
      };
      const language = { target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], module, moduleResolution };
      write('tsconfig.json', { compilerOptions: { ...strict, ...language, ...options }, files });
      await runHere(join(MODULES, 'typescript-native/bin/tsc'));
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Packs a copy, because packing builds, and other tests may use the build. */
async function pack(folder: string): Promise<string> {
  const copy = join(folder, 'repository');
  mkdirSync(copy);
  cpSync(join(ROOT, 'tsconfig.json'), join(copy, 'tsconfig.json'));
  cpSync(join(ROOT, 'client'), join(copy, 'client'), {
    recursive: true,
    filter: (path) => !/client\/(dist|node_modules)$/.test(path),
  });
  symlinkSync(MODULES, join(copy, 'node_modules'));
  await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(copy, 'client') });
  return join(folder, `wolkvox-graphql-client-${version}.tgz`);
}
