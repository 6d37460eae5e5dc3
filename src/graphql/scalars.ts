import { GraphQLError, GraphQLScalarType, isScalarType, Kind, type GraphQLSchema } from 'graphql';

export { GraphQLDateTime as DateTime } from 'graphql-scalars';

/**
 * Scalar that accepts any string. Its format depends on the operation, so it is validated with the other rules of the
 * input. A coercion error would hide those.
 */
export const CampaignTime = new GraphQLScalarType<string, string>({
  name: 'CampaignTime',
  description: `Date and time in ISO 8601, in whole seconds.
Without an offset (\`2026-11-23T08:00:00\`) it is local time of the operation. With an offset (\`2026-11-23T08:00:00-05:00\`, \`2026-11-23T13:00:00Z\`) it is converted to the time zone of the operation.

If the time format of the operation is \`hhiiss\`, a time without a date (\`08:00\`, \`08:00:00\`) is accepted too, and dates must be on the same day because only the time of day is sent.

An invalid value is returned as \`WolkvoxInvalidInput\`, and as the error BAD_USER_INPUT if it is an argument of a read.`,
  serialize: text,
  parseValue: text,
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING) throw new GraphQLError('CampaignTime must be a string.', { nodes: node });
    return node.value;
  },
});

function text(value: unknown): string {
  if (typeof value !== 'string') throw new GraphQLError('CampaignTime must be a string.');
  return value;
}

/** Largest integer that JSON represents exactly. */
export const MAX_ID_NUMBER = Number.MAX_SAFE_INTEGER;

/**
 * Returns true for a valid ID: a string, or an integer that JSON.parse has not rounded. Two numbers above 2^53 may
 * become equal, and so may two idempotency keys.
 */
export const isSafeId = (value: unknown): value is string | number =>
  typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value));

/**
 * Makes ID reject integers that JSON has rounded, because graphql-js accepts any integer. Literals in a document are
 * strings in graphql-js and stay exact. All schemas of the process share one ID type; a repeated call changes nothing.
 */
export function rejectUnsafeIds(schema: GraphQLSchema): void {
  const id = schema.getType('ID');
  if (!isScalarType(id)) return;
  id.parseValue = (value) => {
    // The message contains no value, because it may be a key.
    if (!isSafeId(value)) throw new GraphQLError(`ID must be a string, or an integer of at most ${MAX_ID_NUMBER}.`);
    return String(value);
  };
}
