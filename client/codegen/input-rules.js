import { docComment } from './doc-comment.js';

/** Line of the description of `WolkvoxInputIssue.rule`: a rule and its sentence. */
const RULE = /^- `([A-Z_]+)`: (.+)$/;

/** Codegen plugin: the rules of `WolkvoxInputIssue.rule` as an enum. */
export function plugin(schema) {
  const { description } = schema.getType('WolkvoxInputIssue').getFields().rule;
  const members = description
    .split('\n')
    .map((line) => RULE.exec(line))
    .filter((match) => match !== null)
    .map(([, rule, sentence]) => `${docComment(sentence, '  ')}  ${rule}: '${rule}',\n`);
  return `/** Values of \`rule\` of a \`WolkvoxInputIssue\`. Newer servers may add values. */
export const InputRule = {
${members.join('')}} as const;

export type InputRule = (typeof InputRule)[keyof typeof InputRule];
`;
}
