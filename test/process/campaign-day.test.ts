import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from '@jest/globals';

import { startBuiltServer } from '../support/built-server.js';
import { blocksOf, filesBelow, read } from '../support/documents.js';

const DEMO = fileURLToPath(new URL('../../packages/demo/dist/main.js', import.meta.url));

/** The commands of a guide, and the responses that it shows. */
const commandsIn = (document: string): string[] =>
  blocksOf(read(document)).flatMap(({ language, code }) => (language === 'sh' ? code.split('\n').filter(Boolean) : []));
const responsesIn = (document: string): unknown[] =>
  blocksOf(read(document)).flatMap(({ language, code }) => (language === 'json' ? [JSON.parse(code) as unknown] : []));

describe('docs/guides/campaign-day.md', () => {
  it('shows the responses of the demo to its commands, from the creation to the deletion', async () => {
    const demo = startBuiltServer({ EXPLORER: 'graphiql', LANG: 'en_US.UTF-8' }, [process.execPath, DEMO]);
    try {
      const url = await demo.says(/^Explorer +(http:.+)\/graphql$/);
      const [define = '', ...commands] = commandsIn('docs/guides/campaign-day.md');
      const script = [define.replace('http://127.0.0.1:4000', url), ...commands];
      const { stdout } = await promisify(execFile)('bash', ['-c', script.join('\n')]);
      const responses = stdout.trim().split('\n');
      expect(responses.map((line) => JSON.parse(line) as unknown)).toEqual(responsesIn('docs/guides/campaign-day.md'));
      expect(responses.length).toBe(9);
    } finally {
      demo.process.kill('SIGTERM');
      await demo.ended;
    }
  });
});

describe('guides in Spanish', () => {
  it.each(filesBelow('docs/guides/', '.es.md'))('have the same code as in English: %s', (document) => {
    expect(blocksOf(read(document))).toEqual(blocksOf(read(document.replace('.es.md', '.md'))));
  });
});
