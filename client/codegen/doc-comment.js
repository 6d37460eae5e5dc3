/** Returns a description as a TypeScript comment. */
export function docComment(description, indent = '') {
  const [first, ...rest] = description.replaceAll('*/', '*\\/').split('\n');
  if (rest.length === 0) return `${indent}/** ${first} */\n`;
  const lines = [first, ...rest].map((line) => `${indent} * ${line}`.trimEnd());
  return `${indent}/**\n${lines.join('\n')}\n${indent} */\n`;
}
