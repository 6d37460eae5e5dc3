import { introspectionFromSchema } from 'graphql';
// Its entry file would load what fetches schemas from servers.
import renderSchema from 'graphql-markdown/src/renderSchema.js';

const PROLOGUE = `Every type and field of [schema/public.graphql](../../schema/public.graphql). To change a description, edit the source of the
schema. Codes: [errors](errors.md).`;

/** docs/reference/schema.md. */
export function schemaPage(schema) {
  const lines = [];
  renderSchema(introspectionFromSchema(schema), {
    title: 'Schema',
    prologue: PROLOGUE,
    printer: (line) => lines.push(line),
  });
  return lines.join('\n');
}
