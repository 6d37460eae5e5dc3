import { GraphQLError } from 'graphql';

import type { Sentence } from '../../domain/language.js';
import { SpokenError } from '../error/spoken-error.js';

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
  /** Fields of its answer, those of each row of a list. */
  readonly answerFields: number;
}

/** Why an operation is too much, and how to make it less. The keys are `extensions.limit`. */
const SENTENCES = {
  tokens: (allowed) => ({
    en: `The document has more than ${allowed} tokens. Ask for less, or in several requests.`,
    es: `El documento tiene más de ${allowed} tokens. Pida menos, o divídalo en varias solicitudes.`,
  }),
  comments: (allowed) => ({
    en: `The document has more than ${allowed} comments.`,
    es: `El documento tiene más de ${allowed} comentarios.`,
  }),
  depth: (allowed) => ({
    en: `The operation is nested deeper than ${allowed} levels of fields.`,
    es: `La operación de GraphQL tiene más de ${allowed} niveles de campos anidados.`,
  }),
  fields: (allowed) => ({
    en: `The operation has more than ${allowed} fields once its fragments are written out. Ask for less, or in several requests.`,
    es: `La operación de GraphQL tiene más de ${allowed} campos, contando los de sus fragmentos. Pida menos, o divídala en varias solicitudes.`,
  }),
  aliases: (allowed) => ({
    en: `The operation has more than ${allowed} aliases. Ask in several requests.`,
    es: `La operación de GraphQL tiene más de ${allowed} alias. Divídala en varias solicitudes.`,
  }),
  duplicateFields: (allowed) => ({
    en: `A field is written more than ${allowed} times in one selection.`,
    es: `Un campo está escrito más de ${allowed} veces en una misma selección.`,
  }),
  directives: (allowed) => ({
    en: `The operation has more than ${allowed} directives.`,
    es: `La operación de GraphQL tiene más de ${allowed} directivas.`,
  }),
  directivesPerNode: (allowed) => ({
    en: `A part of the document has more than ${allowed} directives.`,
    es: `Una parte del documento tiene más de ${allowed} directivas.`,
  }),
  mutations: (allowed) =>
    allowed === 0
      ? {
          en: 'This server is set to run no mutation.',
          es: 'Este servidor está configurado para no ejecutar mutaciones.',
        }
      : {
          en: `The mutation has more root fields than ${allowed}. Send several requests.`,
          es: `La mutación tiene más de ${allowed} campos raíz. Envíe varias solicitudes.`,
        },
  representations: (allowed) => ({
    en: `The request refers to more than ${allowed} entities. Ask in several requests.`,
    es: `La solicitud se refiere a más de ${allowed} entidades. Divídala en varias solicitudes.`,
  }),
  upstreamCalls: (allowed) => ({
    en: `The operation would make more than ${allowed} calls to wolkvox; none was made. Ask in several requests.`,
    es: `La operación de GraphQL haría más de ${allowed} llamadas a la API de wolkvox; no se hizo ninguna. Divídala en varias solicitudes.`,
  }),
  answerFields: (allowed) => ({
    en: `The answer might hold more than ${allowed} fields, each field of each row counted. Ask for fewer rows or fields, or in several requests.`,
    es: `La respuesta podría tener más de ${allowed} campos, contando cada campo de cada fila. Pida menos filas o campos, o divídala en varias solicitudes.`,
  }),
} as const satisfies Record<string, (allowed: number) => Sentence>;

export type LimitName = keyof typeof SENTENCES;

/** An operation that is too much: names the limit and what is allowed, and nothing of the operation. */
export const limitError = (limit: LimitName, allowed: number): SpokenError =>
  new SpokenError(SENTENCES[limit](allowed), { code: 'LIMIT_EXCEEDED', limit, allowed });

/** The limit that graphql-js' refusal of too many tokens or comments stands for, which Apollo takes for a syntax error; else undefined. */
export function parserLimit(error: unknown): SpokenError | undefined {
  const [, allowed, what] = TOO_MANY.exec(error instanceof GraphQLError ? error.message : '') ?? [];
  return what === 'tokens' || what === 'comments' ? limitError(what, Number(allowed)) : undefined;
}

/** graphql-js has no code for it; its text says "more that". */
const TOO_MANY = /^Syntax Error: Document contains more tha[tn] ([0-9]+) (tokens|comments)\./;
