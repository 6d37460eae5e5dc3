import { entitiesResolver, type GraphQLResolverMap } from '@apollo/subgraph';

import { requireScope } from './auth/rights.js';
import { MAX_PAGE } from '../service/campaign-page.js';
import type { Context } from './context.js';
import type { SpokenError } from './error/spoken-error.js';
import { limitError } from './limits/limit-error.js';
import { operationOf } from './operation/operation.type.js';
import { argumentError } from './read-error.js';
import { isSafeId, MAX_ID_NUMBER } from './scalars.js';

/** The object that an id stands for, null where there is none. */
type FindEntity = (id: string, context: Context) => object | null | Promise<object | null>;

/**
 * What other subgraphs may refer to by `id`: a line for each type with `@Directive('@key(fields: "id")')`. All entities
 * of a request are asked for at once, one by one: what costs an upstream call belongs behind a loader.
 */
const ENTITIES: Readonly<Record<string, FindEntity>> = {
  Campaign: (id, { reads }) => reads.campaign(id),
  Skill: (id, { reads }) => reads.skill(id),
  WolkvoxOperation: (id, { operations }) => {
    const operation = operations.find(id);
    return operation ? operationOf(operation) : null;
  },
};

/** Of one request, whatever its aliases: twice the longest page of campaigns. */
export const MOST_REPRESENTATIONS = 2 * MAX_PAGE;

/** `__resolveReference` of every entity, and `_entities`, which tells a caller where a reference is to something else. */
export function entityResolvers(): GraphQLResolverMap<Context> {
  const resolvers: GraphQLResolverMap<Context> = {
    Query: {
      _entities: (_source, { representations }: { representations: readonly unknown[] }, context, info) => {
        // Once for all of them: an error for each is dear.
        requireScope(context.identity, 'read');
        if (context.reads.refer(representations.length) > MOST_REPRESENTATIONS)
          throw limitError('representations', MOST_REPRESENTATIONS);
        if (!representations.every(isReference)) throw notAnEntity();
        if (representations.some(({ id }) => typeof id === 'number' && !isSafeId(id))) throw unsafeId();
        return entitiesResolver({ representations, context, info }) as unknown;
      },
    },
  };
  for (const [name, find] of Object.entries(ENTITIES)) {
    // Async, so that one that throws is the error of its own entity alone.
    const resolve = async ({ id }: Reference, context: Context) => {
      return typeof id === 'string' ? await find(id, context) : null;
    };
    resolvers[name] = { __resolveReference: resolve };
  }
  return resolvers;
}

interface Reference {
  readonly __typename: string;
  readonly id?: unknown;
}

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' &&
  value !== null &&
  '__typename' in value &&
  typeof value.__typename === 'string' &&
  Object.hasOwn(ENTITIES, value.__typename);

const NAMES = Object.keys(ENTITIES).join(', ');
const notAnEntity = (): SpokenError =>
  argumentError({
    en: `A representation must have the __typename of an entity: ${NAMES}.`,
    es: `Una representación debe tener el __typename de una entidad: ${NAMES}.`,
  });

const unsafeId = (): SpokenError =>
  argumentError({
    en: `The id of a representation must be a string: JSON changes the digits of a number above ${MAX_ID_NUMBER}.`,
    es: `El id de una representación debe ser un texto: JSON cambia los dígitos de un número mayor que ${MAX_ID_NUMBER}.`,
  });
