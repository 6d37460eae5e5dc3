import { existsSync, readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../', import.meta.url);

/** Reads a file by its path from the root. */
export const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

export const exists = (path: string): boolean => existsSync(new URL(path, ROOT));

/** Returns the paths of the files below a folder with this suffix. */
export const filesBelow = (folder: string, ending: string): string[] =>
  (readdirSync(new URL(folder, ROOT), { recursive: true }) as string[])
    .filter((name) => name.endsWith(ending) && !name.includes('node_modules'))
    .map((name) => `${folder}${name.replaceAll('\\', '/')}`);

/** Every document for readers. */
export const DOCUMENTS = [
  'README.md',
  'README.es.md',
  'SECURITY.md',
  ...['docs/', 'client/', 'examples/'].flatMap((folder) => filesBelow(folder, '.md')),
];

/** Returns the text below a heading, up to the next one of its level. */
export function section(text: string, heading: string): string {
  const rank = /^#+ /.exec(heading)?.[0] ?? '';
  return text.split(`\n${heading}\n`)[1]?.split(`\n${rank}`)[0] ?? '';
}

/** Returns the cells of every table row in a text, without headings. */
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

/** Returns the texts in backticks, outside fenced blocks. */
export const words = (cell = ''): string[] =>
  [...withoutBlocks(cell).matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

export interface Block {
  readonly language: string;
  readonly code: string;
}

/** Returns the fenced blocks, in order. */
export const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/^ *```(\w*)\n([^]*?)^ *```$/gm)].map(([, language = '', code = '']) => ({ language, code }));

/** Returns the targets of links and pictures. */
export const linksOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/g)].map(
    ([, inline, bare]) => inline ?? bare ?? '',
  );

/** Returns the anchors that Git hosts generate for headings. */
export const anchorsOf = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const withoutBlocks = (text: string): string => text.replace(/^ *```[^]*?^ *```$/gm, '');
