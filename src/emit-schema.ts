import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { emitPublicSchema, emitSchema } from './graphql/schema.js';

/** Writes the files of schema/; with --check only compares, and fails if one of them is not what the code emits. */
const FILES = { 'schema.graphql': emitSchema, 'public.graphql': emitPublicSchema };

for (const [name, emit] of Object.entries(FILES)) {
  const file = new URL(`../schema/${name}`, import.meta.url);
  const emitted = emit();
  if (!process.argv.includes('--check')) writeFileSync(file, emitted);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== emitted) {
    process.stderr.write(`schema/${name} is not what the code emits: run \`npm run schema\` and commit the result.\n`);
    process.exitCode = 1;
  }
}
