// Writes the files of schema/. With --check it fails if a file differs from the output.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { emitPublicSchema, emitSchema } from '../dist/graphql/schema.js';

const FILES = { 'schema.graphql': emitSchema, 'public.graphql': emitPublicSchema };

for (const [name, emit] of Object.entries(FILES)) {
  const file = new URL(`../schema/${name}`, import.meta.url);
  const emitted = emit();
  if (!process.argv.includes('--check')) writeFileSync(file, emitted);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== emitted) {
    process.stderr.write(`schema/${name} differs from the code: run \`npm run schema\` and commit the result.\n`);
    process.exitCode = 1;
  }
}
