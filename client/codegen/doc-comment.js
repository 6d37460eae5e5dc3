/** A description as a comment of TypeScript, which editors show. */
export function docComment(description, indent = '') {
  const [first, ...others] = description.replaceAll('*/', '*\\/').split('\n');
  if (others.length === 0) return `${indent}/** ${first} */\n`;
  const lines = [first, ...others].map((line) => `${indent} * ${line}`.trimEnd());
  return `${indent}/**\n${lines.join('\n')}\n${indent} */\n`;
}
