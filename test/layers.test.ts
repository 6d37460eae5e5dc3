import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

import { describe, expect, it } from '@jest/globals';

/** Layers of src from the top down. A file imports only from its own layer and from layers below it. */
const LAYERS: readonly (readonly string[])[] = [
  ['main'],
  ['server'],
  ['config'],
  ['http'],
  ['graphql'],
  ['telemetry'],
  ['services'],
  ['wolkvox'],
  ['domain', 'state', 'auth'],
  ['shared', 'explorer'],
];

const gitFiles = (...patterns: readonly string[]): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], { encoding: 'utf8' })
    .trim()
    .split('\n');

const source = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** Imports of a file, types included, as paths of TypeScript files. */
const importsOf = (path: string): readonly string[] =>
  [...source(path).matchAll(/(?:from|import) *\(?'(\.[^']+)'/g)].map(([, target = '']) =>
    join(dirname(path), target).replace(/\.js$/, '.ts'),
  );

const SERVER = gitFiles('src/*.ts');
const PACKAGES = gitFiles('packages/*.ts');
const GRAPH: ReadonlyMap<string, readonly string[]> = new Map(
  [...SERVER, ...PACKAGES].map((path) => [path, importsOf(path)]),
);

/** `src/http/app.ts` is in `http`, `src/main.ts` in `main`. */
const layerOf = (path: string): string => /^src\/([^/]+?)(?:\.ts$|\/)/.exec(path)?.[1] ?? path;
const rankOf = (layer: string): number => LAYERS.findIndex((layers) => layers.includes(layer));

/** Files that import each other, directly or not (Tarjan). */
function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string): number => {
    const own = index.size;
    index.set(path, own);
    low.set(path, own);
    stack.push(path);
    for (const target of graph.get(path) ?? []) {
      if (!graph.has(target)) continue;
      const reached = index.has(target) ? (stack.includes(target) ? (index.get(target) ?? own) : own) : visit(target);
      low.set(path, Math.min(low.get(path) ?? own, reached));
    }
    const lowest = low.get(path) ?? own;
    if (lowest === own) {
      const component = stack.splice(stack.indexOf(path));
      if (component.length > 1 || graph.get(path)?.includes(path) === true) found.push(component);
    }
    return lowest;
  };
  for (const path of graph.keys()) if (!index.has(path)) visit(path);
  return found;
}

describe('layers of src', () => {
  it('contain every file', () => {
    expect(SERVER.length).toBeGreaterThan(100);
    expect(SERVER.filter((path) => rankOf(layerOf(path)) < 0)).toEqual([]);
  });

  it('import only from layers below', () => {
    const upward = SERVER.flatMap((path) =>
      (GRAPH.get(path) ?? [])
        .filter((target) => layerOf(target) !== layerOf(path) && rankOf(layerOf(target)) <= rankOf(layerOf(path)))
        .map((target) => `${path} imports ${target}`),
    );
    expect(upward).toEqual([]);
  });

  it('have no import cycle between files', () => {
    expect(cycles(GRAPH)).toEqual([]);
  });

  it('are found to have a cycle if one is added', () => {
    const graph = new Map([
      ['a.ts', ['b.ts']],
      ['b.ts', ['c.ts']],
      ['c.ts', ['a.ts', 'd.ts']],
      ['d.ts', []],
    ]);
    expect(cycles(graph)).toEqual([['a.ts', 'b.ts', 'c.ts']]);
  });

  it('import nothing from the packages, and the simulator imports nothing from the server', () => {
    const outside = [...GRAPH].flatMap(([path, targets]) => {
      const allowed = path.startsWith('src/')
        ? /^src\//
        : path.startsWith('packages/simulator/')
          ? /^packages\/simulator\//
          : /^(?:packages\/(?:demo|simulator)|dist)\//;
      return targets.filter((target) => !allowed.test(target)).map((target) => `${path} imports ${target}`);
    });
    expect(outside).toEqual([]);
  });

  it('use got in one file only, undici in none, and process.env in the entry points only', () => {
    const using = (pattern: RegExp): readonly string[] =>
      [...SERVER, ...PACKAGES].filter((path) => pattern.test(source(path))).sort();
    expect(using(/from 'got'/)).toEqual(['src/wolkvox/transport.ts']);
    expect(using(/from 'undici'/)).toEqual([]);
    expect(using(/process\.env/)).toEqual([
      'packages/demo/src/main.ts',
      'packages/simulator/src/main.ts',
      'src/main.ts',
    ]);
  });
});
