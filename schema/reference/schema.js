import { introspectionFromSchema, specifiedScalarTypes } from 'graphql';
// Its entry file would load what fetches schemas from servers.
import renderSchema from 'graphql-markdown/src/renderSchema.js';

const PROLOGUE = `Every type and field of [schema/public.graphql](../../schema/public.graphql). To change a description, edit the source of the
schema.`;

const BUILT_IN = new Set(specifiedScalarTypes.map(({ name }) => name));

/** docs/reference/schema.md. */
export function schemaPage(schema) {
  const { types, ...rest } = introspectionFromSchema(schema).__schema;
  const lines = [];
  renderSchema(
    { ...rest, types: types.map((type) => withoutRepetition(type, types)) },
    { title: 'Schema', prologue: PROLOGUE, skipTableOfContents: true, printer: (line) => lines.push(line) },
  );
  return lines.join('\n').replaceAll(/<table>\n(?:<t[hr].*\n|<\/t[hr].*\n)*<tbody>\n<\/tbody>\n<\/table>\n?/g, '');
}

/** Replaces what another type or page describes by a link, and values by a list. A type without further rows has no table. */
function withoutRepetition(type, types) {
  if (BUILT_IN.has(type.name)) return { ...type, description: 'Built into GraphQL.' };
  if (type.name === 'WolkvoxErrorCode') {
    const values = type.enumValues.map(({ name }) => `\`${name}\``).join(', ');
    return { ...type, description: `${type.description}\n\n${values}: [meanings](errors.md).`, enumValues: [] };
  }
  if (type.kind === 'ENUM' && !type.enumValues.some(({ isDeprecated }) => isDeprecated)) {
    const values = type.enumValues.map(({ name, description }) => `- \`${name}\`: ${description}`).join('\n');
    return { ...type, description: `${type.description}\n\n${values}`, enumValues: [] };
  }
  if (type.kind === 'UNION')
    return {
      ...type,
      description: `${type.description}\n\n**Members:** ${type.possibleTypes.map(linkTo).join(', ')}`,
      possibleTypes: [],
    };
  if (type.kind !== 'OBJECT' || type.interfaces.length === 0) return type;
  const inherited = new Set(
    type.interfaces.flatMap(({ name }) => types.find((other) => other.name === name).fields).map(textOf),
  );
  return {
    ...type,
    description: `${type.description} It also has the fields of ${type.interfaces.map(linkTo).join(', ')}.`,
    fields: type.fields.filter((field) => !inherited.has(textOf(field))),
  };
}

const linkTo = ({ name }) => `[${name}](#${name.toLowerCase()})`;

/** A field as the page shows it, to compare. */
const textOf = ({ name, description, args, type }) => JSON.stringify([name, description, args, type]);
