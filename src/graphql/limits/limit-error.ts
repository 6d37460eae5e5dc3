import { GraphQLError } from 'graphql';

/** What an operator may set of one GraphQL operation. */
export interface OperationLimits {
  /** Words and signs of the document. */
  readonly tokens: number;
  /** Levels of fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Root fields of a mutation. */
  readonly mutations: number;
  /** Calls to wolkvox that it may spend. */
  readonly upstreamCalls: number;
}

/** Why an operation is too much, and how to make it less. The keys are `extensions.limit`. */
const SENTENCES = {
  tokens: (allowed) => `The document has more than ${allowed} tokens. Ask for less, or in several requests.`,
  comments: (allowed) => `The document has more than ${allowed} comments.`,
  depth: (allowed) => `The operation is nested deeper than ${allowed} levels of fields.`,
  fields: (allowed) =>
    `The operation has more than ${allowed} fields once its fragments are written out. Ask for less, or in several requests.`,
  aliases: (allowed) => `The operation has more than ${allowed} aliases. Ask in several requests.`,
  duplicateFields: (allowed) => `A field is written more than ${allowed} times in one selection.`,
  directives: (allowed) => `The operation has more than ${allowed} directives.`,
  directivesPerNode: (allowed) => `A part of the document has more than ${allowed} directives.`,
  mutations: (allowed) =>
    allowed === 0
      ? 'This server is set to run no mutation.'
      : `The mutation has more root fields than ${allowed}. Send several requests.`,
  representations: (allowed) => `The request refers to more than ${allowed} entities. Ask in several requests.`,
  upstreamCalls: (allowed) =>
    `The operation would make more than ${allowed} calls to wolkvox; none was made. Ask in several requests.`,
} as const satisfies Record<string, (allowed: number) => string>;

export type LimitName = keyof typeof SENTENCES;

/** An operation that is too much: names the limit and what is allowed, and nothing of the operation. */
export function limitError(limit: LimitName, allowed: number): GraphQLError {
  const { message, extensions } = shown(limit, allowed);
  return new GraphQLError(message, { extensions });
}

const shown = (limit: LimitName, allowed: number) => ({
  message: SENTENCES[limit](allowed),
  extensions: { code: 'LIMIT_EXCEEDED', limit, allowed },
});

/**
 * What a client is shown of an error that stands for a limit; undefined where it does not. Apollo writes its own code over
 * that of whatever validation says, and takes graphql-js' refusal of too many tokens or comments for a syntax error.
 */
export function shownLimit(error: unknown): Pick<GraphQLError, 'message' | 'extensions'> | undefined {
  if (!(error instanceof GraphQLError)) return undefined;
  const { limit, allowed } = error.extensions;
  if (isLimitName(limit) && typeof allowed === 'number') return shown(limit, allowed);
  const [, most, what] = TOO_MANY.exec(error.message) ?? [];
  return isLimitName(what) ? shown(what, Number(most)) : undefined;
}

const isLimitName = (limit: unknown): limit is LimitName =>
  typeof limit === 'string' && Object.hasOwn(SENTENCES, limit);

/** graphql-js has no code for it; its text says "more that". */
const TOO_MANY = /^Syntax Error: Document contains more tha[tn] ([0-9]+) (tokens|comments)\./;
