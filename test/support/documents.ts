import { existsSync, readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** A file by its path from the root. */
export const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

export const exists = (path: string): boolean => existsSync(new URL(path, ROOT));

/** The paths of the files below a folder whose names end so. */
export const filesBelow = (folder: string, ending: string): string[] =>
  (readdirSync(new URL(folder, ROOT), { recursive: true }) as string[])
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => `${folder}${name.replaceAll('\\', '/')}`);

/** What every reader may come to. */
export const DOCUMENTS = [
  'README.md',
  'README.es.md',
  'SECURITY.md',
  ...['docs/', 'client/', 'examples/'].flatMap((folder) => filesBelow(folder, '.md')),
];

/** The text below a heading, as far as the next one of its rank. */
export function section(text: string, heading: string): string {
  const rank = /^#+ /.exec(heading)?.[0] ?? '';
  return text.split(`\n${heading}\n`)[1]?.split(`\n${rank}`)[0] ?? '';
}

/** The cells of every row of the tables in a text, their headings left out. */
export const rowsOf = (text: string): string[][] =>
  text
    .split(/\n\|[ |:-]+\|\n/)
    .slice(1)
    .flatMap((table) => table.split(/\n(?!\|)/)[0]?.split('\n') ?? [])
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

/** What stands between backticks. */
export const words = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

export interface Block {
  readonly language: string;
  readonly code: string;
}

/** Its fenced blocks, in order. */
export const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/^ *```(\w*)\n([^]*?)^ *```$/gm)].map(([, language = '', code = '']) => ({ language, code }));

/** Where its links and pictures lead. */
export const linksOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/g)].map(
    ([, inline, bare]) => inline ?? bare ?? '',
  );

/** The anchors that Git hosts make of its headings. */
export const anchorsOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const withoutBlocks = (text: string): string => text.replace(/^ *```[^]*?^ *```$/gm, '');
