// `npm run reference` writes the generated pages of docs/reference from dist and schema/public.graphql. `--check` only compares them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

// Before the classes of the schema, which have decorators.
import 'reflect-metadata';
import { buildSchema } from 'graphql';
import { format, resolveConfig } from 'prettier';

import { configurationPage } from './reference/configuration.js';
import { errorsPage } from './reference/errors.js';
import { metricsPage } from './reference/metrics.js';
import { schemaPage } from './reference/schema.js';
import { outcomesPage } from './reference/wolkvox-outcomes.js';

const schema = buildSchema(readFileSync(new URL('public.graphql', import.meta.url), 'utf8'));

const PAGES = {
  'schema.md': schemaPage,
  'configuration.md': configurationPage,
  'errors.md': errorsPage,
  'wolkvox-outcomes.md': outcomesPage,
  'metrics.md': metricsPage,
};

for (const [name, page] of Object.entries(PAGES)) {
  const file = fileURLToPath(new URL(`../docs/reference/${name}`, import.meta.url));
  const text = await format(await page(schema), { ...(await resolveConfig(file)), filepath: file });
  if (!argv.includes('--check')) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`docs/reference/${name} is not what the code generates: run \`npm run reference\` and commit it.`);
    process.exitCode = 1;
  }
}
