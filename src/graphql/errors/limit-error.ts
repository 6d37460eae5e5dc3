import { GraphQLError } from 'graphql';

import type { LocalizedText } from '../../shared/i18n.js';
import { LocalizedError } from './localized-error.js';

/** Configurable limits of a GraphQL operation. */
export interface OperationLimits {
  /** Lexical tokens of the document. */
  readonly tokens: number;
  /** Levels of nested fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Root fields of a mutation. */
  readonly rootMutations: number;
  /** Calls to wolkvox that it may cause. */
  readonly upstreamCalls: number;
  /** Response fields, counted for each row of a list. */
  readonly responseFields: number;
}

/** Messages by limit. The keys are the values of `extensions.limit`. */
const MESSAGES = {
  tokens: (allowed) => ({
    en: `The document has more than ${allowed} tokens. Request less data, or split the request.`,
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
    en: `The operation has more than ${allowed} fields after its fragments are expanded. Request less data, or split the request.`,
    es: `La operación de GraphQL tiene más de ${allowed} campos, contando los de sus fragmentos. Pida menos, o divídala en varias solicitudes.`,
  }),
  aliases: (allowed) => ({
    en: `The operation has more than ${allowed} aliases. Split the request.`,
    es: `La operación de GraphQL tiene más de ${allowed} alias. Divídala en varias solicitudes.`,
  }),
  duplicateFields: (allowed) => ({
    en: `A field occurs more than ${allowed} times in one selection set.`,
    es: `Un campo está escrito más de ${allowed} veces en una misma selección.`,
  }),
  directives: (allowed) => ({
    en: `The operation has more than ${allowed} directives.`,
    es: `La operación de GraphQL tiene más de ${allowed} directivas.`,
  }),
  directivesPerNode: (allowed) => ({
    en: `A node of the document has more than ${allowed} directives.`,
    es: `Una parte del documento tiene más de ${allowed} directivas.`,
  }),
  contacts: (allowed) => ({
    en: `More than ${allowed} contacts of the campaign match. Add the other argument.`,
    es: `Más de ${allowed} contactos de la campaña coinciden. Indique también el otro argumento.`,
  }),
  rootMutations: (allowed) =>
    allowed === 0
      ? {
          en: 'Mutations are disabled on this server.',
          es: 'Este servidor está configurado para no ejecutar mutaciones.',
        }
      : {
          en: `The mutation has more root fields than ${allowed}. Split the request.`,
          es: `La mutación tiene más de ${allowed} campos raíz. Envíe varias solicitudes.`,
        },
  representations: (allowed) => ({
    en: `The request refers to more than ${allowed} entities. Split the request.`,
    es: `La solicitud se refiere a más de ${allowed} entidades. Divídala en varias solicitudes.`,
  }),
  upstreamCalls: (allowed) => ({
    en: `The operation needs more than ${allowed} calls to wolkvox. None was made. Split the request.`,
    es: `La operación de GraphQL haría más de ${allowed} llamadas a la API de wolkvox; no se hizo ninguna. Divídala en varias solicitudes.`,
  }),
  callsPerEvent: () => ({
    en: 'A subscription cannot select fields that call wolkvox for each event. Nothing was sent. Query these fields instead.',
    es: 'Una suscripción no puede pedir campos que llamen a la API de wolkvox en cada evento; no se envió nada. Pídalos en una consulta.',
  }),
  responseFields: (allowed) => ({
    en: `The response could have more than ${allowed} fields, counting each field of each row. Request fewer rows or fields, or split the request.`,
    es: `La respuesta podría tener más de ${allowed} campos, contando cada campo de cada fila. Pida menos filas o campos, o divídala en varias solicitudes.`,
  }),
} as const satisfies Record<string, (allowed: number) => LocalizedText>;

export type LimitName = keyof typeof MESSAGES;

/**
 * Returns the error of an exceeded limit. It contains the limit and its value, and nothing of the operation. `advice` are sentences
 * that follow the message.
 */
export function limitError(limit: LimitName, allowed: number, advice?: LocalizedText): LocalizedError {
  const texts = [MESSAGES[limit](allowed), ...(advice === undefined ? [] : [advice])];
  const text = { en: texts.map(({ en }) => en).join(' '), es: texts.map(({ es }) => es).join(' ') };
  return new LocalizedError(text, { code: 'LIMIT_EXCEEDED', limit, allowed });
}

/**
 * Returns the limit error for the token or comment limit of graphql-js, which Apollo reports as a syntax error;
 * otherwise undefined.
 */
export function parserLimit(error: unknown): LocalizedError | undefined {
  const [, allowed, unit] = TOO_MANY.exec(error instanceof GraphQLError ? error.message : '') ?? [];
  return unit === 'tokens' || unit === 'comments' ? limitError(unit, Number(allowed)) : undefined;
}

/** graphql-js has no code for it. Its text contains the typo "more that". */
const TOO_MANY = /^Syntax Error: Document contains more tha[tn] ([0-9]+) (tokens|comments)\./;
