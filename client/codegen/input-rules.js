import { docComment } from './doc-comment.js';

/** A line of the description of `WolkvoxInputIssue.rule`, which lists the rules: the word and its sentence. */
const RULE = /^- `([A-Z_]+)`: (.+)$/;

/** A plugin of codegen: the words of `WolkvoxInputIssue.rule`, as an enum of the schema would be written. */
export function plugin(schema) {
  const { description } = schema.getType('WolkvoxInputIssue').getFields().rule;
  const members = description
    .split('\n')
    .map((line) => RULE.exec(line))
    .filter((match) => match !== null)
    .map(([, word, sentence]) => `${docComment(sentence, '  ')}  ${word}: '${word}',\n`);
  return `/** The words of \`rule\` of a \`WolkvoxInputIssue\` that this package knows. A newer server may have others. */
export const InputRule = {
${members.join('')}} as const;

export type InputRule = (typeof InputRule)[keyof typeof InputRule];
`;
}
