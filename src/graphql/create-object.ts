/** Creates an object of the schema from all its fields. */
export const createObject = <Type extends object>(type: new () => Type, fields: Pick<Type, keyof Type>): Type =>
  Object.assign(new type(), fields);
