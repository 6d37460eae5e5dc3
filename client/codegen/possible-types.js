import { isAbstractType } from 'graphql';

/** Codegen plugin: the types of each interface and union, which caches cannot know without the schema. */
export function plugin(schema) {
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  const names = abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
  return `/** For caches, such as \`new InMemoryCache({ possibleTypes })\`: the types of each interface and union. */
export const possibleTypes = ${JSON.stringify(Object.fromEntries(names), null, 2)};
`;
}
