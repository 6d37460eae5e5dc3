import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildASTSchema,
  buildClientSchema,
  buildSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
  validateSchema,
  visit,
  type IntrospectionQuery,
} from 'graphql';

import { startProduct } from './support/product.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const sdl = read('schema/public.graphql');

/** What only a gateway uses, by name. */
const FEDERATION = /^(_Any|_Entity|_Service|_entities|_service|(link|federation)__.*|(link|key|shareable)$)/;

describe('schema/public.graphql', () => {
  it('is a complete and valid schema, with every directive that it uses', () => {
    // Without assumeValidSDL: what is not declared would throw.
    expect(validateSchema(buildSchema(sdl))).toEqual([]);
  });

  it('has nothing of Federation', () => {
    expect(sdl).not.toMatch(/@(link|key|shareable|tag|inaccessible|external|override)\b|extend schema|\b_[A-Za-z]/);
    const names: string[] = [];
    visit(parse(sdl), { Name: ({ value }) => void names.push(value) });
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => FEDERATION.test(name))).toEqual([]);
  });

  it('equals the introspection of the server, except names for gateways', async () => {
    const product = await startProduct('http://127.0.0.1:9', { INTROSPECTION: 'on' });
    const { data } = await product.query(getIntrospectionQuery());
    await product.close();
    const introspected = parse(printSchema(buildClientSchema(data as unknown as IntrospectionQuery)));
    const forClients = visit(introspected, {
      enter: (node) => ('name' in node && FEDERATION.test(node.name.value) ? null : undefined),
    });
    const sorted = (document: typeof introspected): string =>
      printSchema(lexicographicSortSchema(buildASTSchema(document)));
    expect(sorted(parse(sdl))).toBe(sorted(forClients));
  });

  it('has the same descriptions as the schema for composers', () => {
    const composed = buildSchema(read('schema/schema.graphql'), { assumeValidSDL: true });
    expect(printSchema(buildSchema(sdl))).toBe(printSchema(composed));
  });

  const documents = [
    ...readdirSync(join(ROOT, 'schema/operations'))
      .filter((file) => file.endsWith('.graphql'))
      .map((file) => [file, read(`schema/operations/${file}`)] as const),
    ...Object.entries(
      JSON.parse(read('client/src/generated/persisted-documents.json')) as Readonly<Record<string, string>>,
    ),
  ];
  it.each(documents)('validates a client document: %s', (_name, text) => {
    expect(validate(buildSchema(sdl), parse(text))).toEqual([]);
  });
});

describe('emit-schema', () => {
  /** A copy of what was built, with the files of schema/ beside it. */
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wolkvox-schema-'));
    cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
    cpSync(join(ROOT, 'tools'), join(folder, 'tools'), { recursive: true });
    mkdirSync(join(folder, 'schema'));
    for (const name of NAMES) cpSync(join(ROOT, 'schema', name), join(folder, 'schema', name));
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const NAMES = ['public.graphql', 'schema.graphql'] as const;
  const emit = async (...args: readonly string[]): Promise<{ readonly code: number; readonly stderr: string }> => {
    try {
      const { stderr } = await promisify(execFile)(process.execPath, [join(folder, 'tools/emit-schema.js'), ...args]);
      return { code: 0, stderr };
    } catch (error) {
      return error as { code: number; stderr: string };
    }
  };

  it('accepts the files of the repository', async () => {
    expect(await emit('--check')).toEqual({ code: 0, stderr: '' });
  });

  const change = (file: string): void => writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
  it.each<readonly [string, Partial<Record<(typeof NAMES)[number], (file: string) => void>>]>([
    ['is changed', { 'schema.graphql': change, 'public.graphql': change }],
    ['is empty', { 'public.graphql': (file) => writeFileSync(file, '') }],
    ['is missing', { 'public.graphql': (file) => rmSync(file) }],
  ])('names each file that %s, and rewrites it', async (_how, spoil) => {
    for (const [name, spoilFile] of Object.entries(spoil)) spoilFile(join(folder, 'schema', name));
    const { code, stderr } = await emit('--check');
    expect(code).toBe(1);
    expect(stderr).toBe(
      Object.keys(spoil)
        .map((name) => `schema/${name} differs from the code: run \`npm run schema\` and commit the result.\n`)
        .join(''),
    );
    expect(await emit()).toEqual({ code: 0, stderr: '' });
    for (const file of NAMES) expect(readFileSync(join(folder, 'schema', file), 'utf8')).toBe(read(`schema/${file}`));
  });
});
