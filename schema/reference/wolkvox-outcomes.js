import { OPERATOR_HINTS } from '../../dist/domain/failure.js';
import { OUTCOME_RULES } from '../../dist/wolkvox/outcome-rules.js';
import { checkNames, code, table } from './markdown.js';

/** Meaning of each kind of failure that is not a rejection. */
const KINDS = {
  'not-sent': 'Not sent.',
  unsent: 'No connection: nothing was sent.',
  lost: 'Sent, but no complete response arrived.',
  unclear: 'Sent, but the response proves neither success nor failure.',
};

const EVIDENCE = { spec: 'design', doc: 'documented', seen: 'observed', guess: 'assumed' };

const TAIL_HEADS = ['failure', 'evidence'];
const tailOf = ({ failure, evidence }) => [code(failure), EVIDENCE[evidence]];

/** docs/reference/wolkvox-outcomes.md. */
export function outcomesPage() {
  const rejections = OUTCOME_RULES.filter(({ on }) => on === 'refusal');
  const failures = OUTCOME_RULES.filter(({ on }) => on !== 'refusal');
  const retried = OUTCOME_RULES.filter(({ retry }) => retry);
  checkNames(KINDS, [...new Set(failures.map(({ on }) => on))], 'kinds of failed calls');
  return `# Outcomes of calls to wolkvox

Meaning of wolkvox's codes and texts: the table of \`src/wolkvox/outcome-rules.ts\`, in which the first row that matches decides. The log and
\`wolkvox_graphql_upstream_calls_total\` have the outcome, and clients get the [failure](errors.md). Actions: [runbook](../guides/runbook.md).

Retried: ${retried.map(({ id }) => code(id)).join(', ')}. They prove that nothing happened, so the server repeats the call within the time
of its caller.

## Rejections

The code is that of the response body, which wolkvox often sends with HTTP 200. With an example, the text decides too.

${table(
  ['outcome', 'code', 'example', ...TAIL_HEADS],
  rejections.map((rule) => [
    code(rule.id),
    Array.isArray(rule.code) ? rule.code.join('–') : rule.code,
    rule.text === undefined ? '' : code(rule.example.msg),
    ...tailOf(rule),
  ]),
)}

## Other failures

A read has no \`OUTCOME_UNKNOWN\`, because it changes nothing. It is retried, and then fails with \`UNREACHABLE\`.

${table(
  ['outcome', 'cause', 'meaning', ...TAIL_HEADS],
  failures.map((rule) => [
    code(rule.id),
    rule.cause === undefined ? '' : code(rule.cause),
    rule.hint === undefined ? KINDS[rule.on] : `${KINDS[rule.on]} ${OPERATOR_HINTS[rule.hint].en}`,
    ...tailOf(rule),
  ]),
)}
`;
}
