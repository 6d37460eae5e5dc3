import { GraphQLError, GraphQLScalarType, isScalarType, Kind, type GraphQLSchema } from 'graphql';

export { GraphQLDateTime as DateTime } from 'graphql-scalars';

/**
 * Only takes care that it is a text. Whether it is a moment depends on the operation and is told together with every
 * other problem of the input, which an error of coercion could not be.
 */
export const CampaignTime = new GraphQLScalarType<string, string>({
  name: 'CampaignTime',
  description: `A moment of the operation's wall clock, ISO 8601, in whole seconds.
\`2026-11-23T08:00:00\` is local to the operation; with an offset (\`2026-11-23T08:00:00-05:00\`, \`2026-11-23T13:00:00Z\`) it is converted to the operation's time zone.

A bare time (\`08:00\`, \`08:00:00\`) is accepted only where the operation's time format is \`hhiiss\`. Such an operation keeps no dates: a moment with a date is accepted there if start and end lie on the same day, and its time of day is sent.

A text that is no such moment is answered as \`WolkvoxInvalidInput\`; nothing is sent.`,
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

/** The largest integer of which JSON keeps every digit. */
export const MAX_ID_NUMBER = Number.MAX_SAFE_INTEGER;

/**
 * Whether an ID may be this: a text, or an integer that JSON.parse has not rounded. Beyond 2^53 it makes one number of two that
 * differ, and two idempotency keys would be one.
 */
export const isSafeId = (value: unknown): value is string | number =>
  typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value));

/**
 * Makes the ID of a schema refuse numbers that have lost their digits: graphql-js takes any integer. Literals in a document are
 * texts to graphql-js, so they keep their digits. Every schema that graphql-js builds shares one ID, so this is for the whole
 * process, and to do it twice changes nothing.
 */
export function refuseUnsafeIds(schema: GraphQLSchema): void {
  const id = schema.getType('ID');
  if (!isScalarType(id)) return;
  id.parseValue = (value) => {
    // No value is in the message: it may be a key.
    if (!isSafeId(value)) throw new GraphQLError(`ID must be a string, or an integer of at most ${MAX_ID_NUMBER}.`);
    return String(value);
  };
}
