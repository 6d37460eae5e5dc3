import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import * as source from '../../client/src/index.js';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';
import { startProduct, TOKEN, type Product } from '../support/product.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const manifest = JSON.parse(read('client/package.json')) as { version: string; devDependencies: object };

/** Each takes some seconds, and others may be at work on the same machine. */
const PACKING_MS = 120_000;

/** What a frontend has installed beside the package. */
const BESIDE = ['graphql', '@graphql-typed-document-node', '@apollo', '@urql', '@graphql-codegen', 'rxjs'];

/** Where the package is installed; it has no other way to it than its tarball. */
const consumer = mkdtempSync(join(tmpdir(), 'wolkvox-consumer-'));
const installed = join(consumer, 'node_modules/@wolkvox-graphql/client');
let packed: string[];

beforeAll(async () => {
  packed = await install(await pack());
}, PACKING_MS);
afterAll(() => rmSync(consumer, { recursive: true }));

/** Packs a copy: packing builds, and other tests may be using what is built. */
async function pack(): Promise<string> {
  const copy = join(consumer, 'repository');
  mkdirSync(copy);
  cpSync(join(ROOT, 'tsconfig.json'), join(copy, 'tsconfig.json'));
  cpSync(join(ROOT, 'client'), join(copy, 'client'), {
    recursive: true,
    filter: (path) => !/client\/(dist|node_modules)$/.test(path),
  });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  await run('npm', ['pack', '--silent', '--pack-destination', consumer], { cwd: join(copy, 'client') });
  return join(consumer, `wolkvox-graphql-client-${manifest.version}.tgz`);
}

/** Unpacks it where npm would, and answers which files it has. */
async function install(tarball: string): Promise<string[]> {
  mkdirSync(installed, { recursive: true });
  const { stdout } = await run('tar', ['-xvzf', tarball, '-C', installed, '--strip-components=1']);
  for (const name of BESIDE) symlinkSync(join(ROOT, 'node_modules', name), join(consumer, 'node_modules', name));
  write('package.json', { type: 'module' });
  return stdout
    .trim()
    .split('\n')
    .map((path) => path.replace('package/', ''));
}

function write(path: string, content: string | object): void {
  const file = join(consumer, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

/** Runs one of the programs of our own node_modules; throws what it complains of, also where it goes on. */
async function runHere(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [program, ...args], { cwd: consumer }).catch(
    (error: unknown) => {
      const { stdout: told, stderr: complained } = error as { stdout: string; stderr: string };
      throw new Error(told + complained);
    },
  );
  expect(stderr).toBe('');
  return stdout;
}

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const CODEGEN = join(ROOT, 'node_modules/@graphql-codegen/cli/cjs/bin.js');

/** Throws what the compiler complains of, as a frontend would have it. */
async function compile(files: readonly string[], moduleResolution: string, options: object): Promise<void> {
  const module = moduleResolution === 'NodeNext' ? 'NodeNext' : 'ESNext';
  const strict = { strict: true, exactOptionalPropertyTypes: true, types: [], rootDir: '.' };
  const language = { target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], module, moduleResolution };
  write('tsconfig.json', { compilerOptions: { ...strict, ...language, ...options }, files });
  await runHere(TSC);
}

describe('the package', () => {
  it('holds what was built, its list of documents and its README, and nothing else', () => {
    expect(packed.filter((path) => !/^dist\/.+\.(js|js\.map|d\.ts)$/.test(path)).sort()).toEqual([
      'README.md',
      'package.json',
      'src/generated/persisted-documents.json',
    ]);
    const built = packed.filter((path) => /^dist\/.*\.js$/.test(path));
    expect(built.every((path) => packed.includes(path.replace(/js$/, 'd.ts')) && packed.includes(`${path}.map`))).toBe(
      true,
    );
  });

  it('is imported by Node with every export of its source', async () => {
    write(
      'names.js',
      `import * as all from '@wolkvox-graphql/client';
       import documents from '@wolkvox-graphql/client/persisted-documents.json' with { type: 'json' };
       console.log(JSON.stringify([Object.keys(all), Object.keys(documents)]));`,
    );
    const [names, hashes] = JSON.parse(await runHere('names.js')) as [string[], string[]];
    expect(names.sort()).toEqual(Object.keys(source).sort());
    expect(hashes).toEqual(Object.keys(JSON.parse(read('client/src/generated/persisted-documents.json')) as object));
  });

  it('has a function for each operation there is, by its name', () => {
    const documents = Object.keys(source).filter((name) => name.endsWith('Document'));
    const files = readdirSync(new URL('../../schema/operations/', import.meta.url)).filter((file) =>
      file.endsWith('.graphql'),
    );
    expect(documents.sort()).toEqual(files.map((file) => file.replace('.graphql', 'Document')).sort());
    for (const name of documents)
      expect(source).toHaveProperty(`${name.charAt(0).toLowerCase()}${name.slice(1, -'Document'.length)}`);
  });

  it('needs nothing but what it says', () => {
    const { dependencies, peerDependencies } = JSON.parse(read('client/package.json')) as Record<string, object>;
    const allowed = [...Object.keys(dependencies ?? {}), ...Object.keys(peerDependencies ?? {})];
    const imported = packed
      .filter((path) => /\.(js|d\.ts)$/.test(path))
      .flatMap((path) => [...readFileSync(join(installed, path), 'utf8').matchAll(/from ['"]([^.'"][^'"]*)['"]/g)]);
    expect(new Set(imported.map(([, name]) => name))).toEqual(new Set(allowed));
  });

  it('has the version of the server', () => {
    expect(manifest.version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
  });

  it.each(['NodeNext', 'Bundler'])(
    'has types that hold by themselves, without those of Node: %s',
    async (moduleResolution) => {
      write('alone.ts', `export { createCampaign, match } from '@wolkvox-graphql/client';`);
      // Libraries are checked, the package among them; TypeScript's own are not.
      await compile(['alone.ts'], moduleResolution, { skipDefaultLibCheck: true, noEmit: true });
    },
    PACKING_MS,
  );
});

describe('what the documents show', () => {
  const ADDRESS = 'http://localhost:4000';
  const TRUSTED = '## Trusted documents';

  let simulator: Simulator;
  let open: Product;
  let trusting: Product;
  beforeAll(async () => {
    const skills = [
      { skillId: '4021', name: 'Ventas' },
      { skillId: '4022', name: 'Cobranza' },
    ];
    simulator = await startSimulator({ token: TOKEN, skills });
    open = await startProduct(simulator.url);
    trusting = await startProduct(simulator.url, {
      TRUSTED_DOCUMENTS_FILE: join(ROOT, 'client/src/generated/persisted-documents.json'),
    });
  });
  afterAll(() => Promise.all([open.close(), trusting.close(), simulator.close()]));

  /** The fenced blocks of a language, each as it would be with this test's server. */
  const blocks = (document: string, language: string): string[] => {
    const text = read(document);
    return [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
      ({ 1: code = '', index }) => {
        const trusted = text.includes(TRUSTED) && index > text.indexOf(TRUSTED);
        return code.replaceAll(ADDRESS, (trusted ? trusting : open).url);
      },
    );
  };

  const startAgain = (): void => {
    simulator.reset();
    simulator.addCampaign({ name: 'Cobranza', type: 'preview', skillId: '4021' });
  };

  /** What the snippets of a document print, line by line. */
  const PRINTED = [
    ['client/README.md', ['creada: Encuesta', '2: Cobranza, Encuesta', 'Ventas', 'CreateCampaignSuccess']],
    ['README.md', ['Encuesta']],
    ['docs/clients.md', ['Encuesta', 'CreateCampaignSuccess', 'Ventas, Cobranza', '2', '2']],
  ] as const;

  it(
    'compiles, and does what it says',
    async () => {
      const snippets = PRINTED.map(([document]) => {
        const folder = document.replace(/\W/g, '-');
        return blocks(document, 'ts').map((code, index) => {
          // Without an export it would be a script, which may not await.
          write(`${folder}/${index}.ts`, `${code}\nexport {};\n`);
          return `${folder}/${index}`;
        });
      });
      const files = snippets.flat().map((name) => `${name}.ts`);
      await compile(files, 'NodeNext', { skipLibCheck: true });
      for (const [index, [document, lines]] of PRINTED.entries()) {
        startAgain();
        // One after the other: some read what those before have created.
        write('all.js', snippets[index]?.map((name) => `await import('./${name}.js');`).join('\n') ?? '');
        const printed = (await runHere('all.js')).trim().split('\n');
        expect({ document, printed }).toEqual({ document, printed: lines });
      }
    },
    PACKING_MS,
  );

  it('a curl creates a campaign', async () => {
    const [, headers = '', body = ''] =
      /graphql((?: -H '[^']+')+) -d '(.*)'/.exec(blocks('docs/clients.md', 'sh')[0] ?? '') ?? [];
    const named = [...headers.matchAll(/-H '([^:]+): ([^']+)'/g)].map(({ 1: name = '', 2: value = '' }) => [
      name,
      value,
    ]);
    const { data } = await open.post(body, Object.fromEntries(named) as Record<string, string>);
    expect(data).toMatchObject({ createCampaign: { campaign: { name: 'Encuesta' } } });
  });

  it(
    'a configuration of codegen types documents of one’s own, with the schema of a server',
    async () => {
      write('codegen.yml', blocks('docs/clients.md', 'yaml')[0] ?? '');
      write('src/campaigns.graphql', blocks('docs/clients.md', 'graphql')[0] ?? '');
      await runHere(CODEGEN, '--config', 'codegen.yml');
      expect(existsSync(join(consumer, 'src/generated/graphql.ts'))).toBe(true);
      expect(readFileSync(join(consumer, 'src/generated/graphql.ts'), 'utf8')).toContain(
        'export const CampaignsDocument',
      );
    },
    PACKING_MS,
  );
});
