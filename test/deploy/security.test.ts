import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const security = read('SECURITY.md');

describe('SECURITY.md', () => {
  it('names variables that the server reads', () => {
    const sources = readdirSync(new URL('../../src/config/', import.meta.url)).map((file) => `src/config/${file}`);
    const known = ['src/config/config.ts', ...sources].map(read).join('\n');
    const named = [...security.matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=\w+)?`/g)].map(([, name]) => name ?? '');
    // Error codes have the same format.
    const codes = ['NODE_ENV'];
    expect(named).toContain('TRUST_PROXY');
    expect(named.filter((name) => !codes.includes(name) && !known.includes(name))).toEqual([]);
  });

  it('refers to existing files', () => {
    const named = [...security.matchAll(/\b(?:docs|test|deploy)\/[\w./-]*\w/g)].map(([path]) => path);
    expect(named).toContain('test/attacks');
    expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  });
});
