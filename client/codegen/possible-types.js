import { isAbstractType } from 'graphql';

/** A plugin of codegen: which types an interface or a union may be, which caches cannot know without the schema. */
export function plugin(schema) {
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  const names = abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
  return `/** For caches, such as \`new InMemoryCache({ possibleTypes })\`: what an interface or a union may be. */
export const possibleTypes = ${JSON.stringify(Object.fromEntries(names), null, 2)};
`;
}
