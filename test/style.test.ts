import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  visit,
  type GraphQLInputField,
} from 'graphql';
import ts from 'typescript';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const gitFiles = (...patterns: readonly string[]): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], { encoding: 'utf8' })
    .trim()
    .split('\n');

/** Words of the first column of a table of docs/style-guide.md, without their code font. */
function wordsOf(heading: string): readonly string[] {
  const guide = read('docs/style-guide.md');
  const start = guide.indexOf(`\n## ${heading}\n`);
  const section = guide.slice(
    start + 1,
    !guide.includes('\n## ', start + 1) ? undefined : guide.indexOf('\n## ', start + 1),
  );
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
}

const BANNED = wordsOf('Words');
const PATTERN = new RegExp(
  String.raw`(?<![\w-])(?:${BANNED.map((word) => word.replaceAll(' ', String.raw`\s+`)).join('|')})(?![\w-])`,
  'gi',
);

/** Terms that contain a banned word and are standard, from the table of exceptions. */
const EXCEPTIONS =
  /\bkeep(?:s|ing)?-alive\b|\bkept-alive\b|\bstand-in\b|\bcaches? keeps?\b|\bkept in (?:the|a) cache\b/gi;

/** Banned words of a text, outside code font. */
const bannedIn = (text: string): readonly string[] =>
  text
    .replace(/```[^]*?```/g, ' ')
    .replace(/`[^`\n]*`/g, ' ')
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(EXCEPTIONS, ' ')
    .match(PATTERN) ?? [];

interface Passage {
  readonly where: string;
  readonly text: string;
}

const breaches = (passages: Iterable<Passage>): readonly string[] =>
  [...passages].flatMap(({ where, text }) => bannedIn(text).map((word) => `${where}: ${word}`));

const lineOf = (source: string, position: number): number => source.slice(0, position).split('\n').length;

/** Comments of a source file. */
function* comments(path: string): Generator<Passage> {
  const source = read(path);
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const seen = new Set<number>();
  const found: Passage[] = [];
  const add = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const { pos, end } of ranges ?? []) {
      if (seen.has(pos)) continue;
      seen.add(pos);
      found.push({ where: `${path}:${lineOf(source, pos)}`, text: source.slice(pos, end) });
    }
  };
  const walk = (node: ts.Node): void => {
    add(ts.getLeadingCommentRanges(source, node.pos));
    add(ts.getTrailingCommentRanges(source, node.end));
    node.getChildren(file).forEach(walk);
  };
  walk(file);
  yield* found;
}

/** Texts that a person reads: English halves of localized texts, descriptions, and strings of at least three words. */
function* messages(path: string): Generator<Passage> {
  const source = read(path);
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const found: Passage[] = [];
  const isSpanish = (node: ts.Node): boolean =>
    ts.isPropertyAssignment(node.parent) && node.parent.name.getText(file) === 'es';
  const walk = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText(file) === 'es') return;
    const isText =
      ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);
    if (isText && !isSpanish(node)) {
      const text = node.getText(file).slice(1, -1);
      // Texts of the vendor are in capitals.
      if (/\w+ \w+ \w+/.test(text) && /[a-z]/.test(text) && !text.includes('redis.call'))
        found.push({ where: `${path}:${lineOf(source, node.pos)}`, text: text.replaceAll('\\`', '`') });
    }
    node.forEachChild(walk);
  };
  walk(file);
  yield* found;
}

/** Descriptions of the schema. */
function* descriptions(): Generator<Passage> {
  const sdl = read('schema/schema.graphql');
  const found: Passage[] = [];
  visit(parse(sdl), {
    StringValue: ({ value, loc }) => {
      found.push({ where: `schema.graphql:${loc?.startToken.line ?? 0}`, text: value });
    },
  });
  yield* found;
}

const SOURCES = gitFiles('src/*.ts', 'packages/*.ts', 'client/src/*.ts').filter(
  (path) => !path.includes('/generated/') && !path.includes('/page/') && !path.endsWith('demo-text.ts'),
);
const DOCUMENTS = gitFiles('*.md').filter((path) => !path.endsWith('.es.md') && path !== 'docs/style-guide.md');

describe('the style guide', () => {
  it('lists the words that the tests search for', () => {
    expect(BANNED).toEqual(expect.arrayContaining(['told', 'whoever', 'under way', 'anew']));
    expect(bannedIn('A word that whoever reads it was told, `told` aside; keep-alive stays.')).toEqual([
      'A word',
      'whoever',
      'told',
    ]);
  });

  it('is followed by the descriptions of the schema', () => {
    expect(breaches(descriptions())).toEqual([]);
  });

  it('is followed by messages and log lines', () => {
    expect(breaches(SOURCES.flatMap((path) => [...messages(path)]))).toEqual([]);
  });

  it('is followed by comments', () => {
    expect(breaches(SOURCES.flatMap((path) => [...comments(path)]))).toEqual([]);
  });

  it('is followed by the documents', () => {
    expect(breaches(DOCUMENTS.map((path) => ({ where: path, text: read(path) })))).toEqual([]);
  });

  it('limits descriptions of fields to a few sentences', () => {
    const types = Object.values(buildSchema(read('schema/public.graphql')).getTypeMap());
    const long = types
      .filter((type) => !type.name.startsWith('__'))
      .filter((type) => isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      .flatMap((type) => {
        const fields: readonly { readonly name: string; readonly description?: string | null | undefined }[] =
          Object.values(type.getFields() as Record<string, GraphQLInputField>);
        return fields.map(({ name, description }) => [`${type.name}.${name}`, description?.length ?? 0] as const);
      })
      .filter(([name, length]) => length > MAX_DESCRIPTION && name !== 'WolkvoxInputIssue.rule');
    expect(long).toEqual([]);
  });
});

/** Characters of the longest description, that of the idempotency key. */
const MAX_DESCRIPTION = 420;
