// `npm run reference` writes docs/reference/README.md from public.graphql; with --check it only says whether that fits.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

import { buildSchema, introspectionFromSchema } from 'graphql';
// Its entry file would load what fetches schemas from servers.
import renderSchema from 'graphql-markdown/src/renderSchema.js';
import { format, resolveConfig } from 'prettier';

const SCHEMA = fileURLToPath(new URL('public.graphql', import.meta.url));
const REFERENCE = fileURLToPath(new URL('../docs/reference/README.md', import.meta.url));

const PROLOGUE = `Every type and field, from [schema/public.graphql](../../schema/public.graphql). \`npm run reference\` wrote this page;
descriptions are mended in the source of the schema. What each code wants done: [errors.md](../errors.md).`;

/** The text of docs/reference/README.md. */
export async function referenceAsMarkdown() {
  const schema = buildSchema(readFileSync(SCHEMA, 'utf8'));
  const lines = [];
  renderSchema(introspectionFromSchema(schema), {
    title: 'Reference',
    prologue: PROLOGUE,
    printer: (line) => lines.push(line),
  });
  return format(lines.join('\n'), { ...(await resolveConfig(REFERENCE)), filepath: REFERENCE });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const reference = await referenceAsMarkdown();
  if (!argv.includes('--check')) writeFileSync(REFERENCE, reference);
  else if (!existsSync(REFERENCE) || readFileSync(REFERENCE, 'utf8') !== reference) {
    console.error('docs/reference/README.md does not fit schema/public.graphql: npm run reference');
    process.exitCode = 1;
  }
}
