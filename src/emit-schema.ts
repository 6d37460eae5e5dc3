import { readFileSync, writeFileSync } from 'node:fs';

import { buildSubgraph } from './graphql/schema.js';

/** Writes schema/schema.graphql; with --check only compares, and fails where the file is not what the code emits. */
const file = new URL('../schema/schema.graphql', import.meta.url);
const emitted = `# Emitted by \`npm run schema\`. Do not edit.\n\n${buildSubgraph().sdl}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, emitted);
else if (readFileSync(file, 'utf8') !== emitted) {
  process.stderr.write(
    'schema/schema.graphql is not what the code emits: run `npm run schema` and commit the result.\n',
  );
  process.exitCode = 1;
}
