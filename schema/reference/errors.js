import { isUnionType } from 'graphql';

import { ERROR_CODES } from '../../dist/domain/error-codes.js';
import { FAILURES } from '../../dist/domain/failure.js';
import { RESPONSES } from '../../dist/telemetry/response-table.js';
import { ERROR_TEXTS, UNION_TEXTS } from './error-texts.js';
import { checkNames, code, table } from './markdown.js';

const TAIL_HEADS = ['meaning', 'action of the client'];

/** docs/reference/errors.md. */
export function errorsPage(schema) {
  checkNames(UNION_TEXTS, Object.keys(FAILURES), 'failures');
  checkNames(ERROR_TEXTS, ERROR_CODES, 'error codes');
  const failures = Object.entries(FAILURES);
  const rowsOf = (exposedAs) => failures.filter(([, traits]) => traits.exposedAs === exposedAs);
  return `# Errors

Every code that a response can have. How to handle them: [guide](../guides/errors.md). Actions of an operator: [runbook](../guides/runbook.md).

- \`message\` is the meaning, in English or Spanish.
- Effect **unknown**: the campaign may exist. Retry with the same \`idempotencyKey\`, or look for it first.

## In the result union

HTTP 200. Reads have no union: they have these codes in \`errors[]\`, with the same data in \`extensions\`.

${table(
  ['code', 'member', 'effect in wolkvox', 'retry', ...TAIL_HEADS],
  rowsOf('data').map(([name, traits]) => [
    code(name),
    code(memberOf(schema, UNION_TEXTS[name].member)),
    ...traitCells(traits),
    traits.message.en,
    UNION_TEXTS[name].action,
  ]),
)}

## In \`errors[]\`

They have no effect in wolkvox, unless the meaning states one.

${table(
  ['code', 'HTTP', ...TAIL_HEADS],
  [
    ...rowsOf('error').map(([name, { message }]) => [
      code(name),
      statusesOf(name),
      message.en,
      UNION_TEXTS[name].action,
    ]),
    ...Object.entries(ERROR_TEXTS).map(([name, { meaning, action }]) => [
      code(name),
      statusesOf(name),
      meaning,
      action,
    ]),
  ],
)}
`;
}

function memberOf(schema, name) {
  const union = schema.getType('CreateCampaignResult');
  if (!isUnionType(union) || !union.getTypes().some((type) => type.name === name))
    throw new Error(`CreateCampaignResult has no member ${name}.`);
  return name;
}

const traitCells = ({ happened, retry }) => [
  happened === 'no' ? 'none' : '**unknown**',
  retry === 'later' ? 'later' : 'no',
];

const statusesOf = (name) => {
  const statuses = Object.values(RESPONSES).flatMap((response) => (response.code === name ? response.status : []));
  return [...new Set(statuses)].sort().join(', ') || 200;
};
