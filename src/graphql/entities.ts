import { entitiesResolver, type GraphQLResolverMap } from '@apollo/subgraph';

import { requireScope } from './authorization.js';
import { MAX_PAGE } from '../services/campaign-search.js';
import { isObject } from '../shared/json.js';
import type { Context } from './context.js';
import { byGlobalId, type RootCost, type UpstreamCost } from './cost/field-cost.js';
import type { LocalizedError } from './errors/localized-error.js';
import { limitError } from './errors/limit-error.js';
import { operationOf } from './operation/operation.type.js';
import { argumentError } from './errors/localized-error.js';
import { isSafeId, MAX_ID_NUMBER } from './scalars.js';

/** Returns the object of an id, null if there is none. */
type FindEntity = (id: string, context: Context) => object | null | Promise<object | null>;

/**
 * Entities that other subgraphs may reference by `id`. Each type with `@Directive('@key(fields: "id")')` needs an
 * entry. All entities of a request are resolved concurrently, each on its own, so an upstream call belongs behind a
 * loader.
 */
const ENTITIES: Readonly<Record<string, FindEntity>> = {
  Campaign: (id, { loaders }) => loaders.campaign(id),
  Skill: (id, { loaders }) => loaders.skill(id),
  WolkvoxOperation: (id, { operations }) => {
    const operation = operations.find(id);
    return operation ? operationOf(operation) : null;
  },
};

/** Per request, across aliases: twice the maximum page size of campaigns. */
const MAX_REPRESENTATIONS = 2 * MAX_PAGE;

/** Costs of finding an entity by its global id. An operation costs nothing, and its id has no number. */
const COSTS: Readonly<Record<string, UpstreamCost>> = { Campaign: 'campaigns', Skill: 'skills' };

/** Cost of `_entities`. Above the maximum number of references the request is rejected. */
export const ENTITIES_COST: RootCost = {
  multiTenant: true,
  costs: Object.values(COSTS),
  targets: ({ representations }, operations) =>
    (representations as readonly unknown[]).flatMap((reference) => {
      if (!isReference(reference) || typeof reference.id !== 'string') return [];
      const cost = COSTS[reference.__typename];
      const operation =
        cost === undefined ? operations.find(reference.id) : byGlobalId({ id: reference.id }, operations);
      return operation === undefined ? [] : [{ operation, costs: cost === undefined ? [] : [cost] }];
    }),
  listSize: {
    upperBound: () => MAX_REPRESENTATIONS,
    estimate: ({ representations }) => Math.min((representations as readonly unknown[]).length, MAX_REPRESENTATIONS),
  },
};

/** Returns `__resolveReference` of every entity, and `_entities`, which rejects references to other types. */
export function entityResolvers(): GraphQLResolverMap<Context> {
  const resolvers: GraphQLResolverMap<Context> = {
    Query: {
      _entities: (_source, { representations }: { representations: readonly unknown[] }, context, info) => {
        // Checked once. perf: an error per entity is expensive.
        requireScope(context.identity, 'read');
        if (context.loaders.addReferences(representations.length) > MAX_REPRESENTATIONS)
          throw limitError('representations', MAX_REPRESENTATIONS);
        if (!representations.every(isReference)) throw notAnEntityError();
        if (representations.some(({ id }) => typeof id === 'number' && !isSafeId(id))) throw unsafeIdError();
        return entitiesResolver({ representations, context, info }) as unknown;
      },
    },
  };
  for (const [name, find] of Object.entries(ENTITIES)) {
    // Async, so that an error affects only its own entity.
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
  isObject(value) && typeof value.__typename === 'string' && Object.hasOwn(ENTITIES, value.__typename);

const NAMES = Object.keys(ENTITIES).join(', ');
const notAnEntityError = (): LocalizedError =>
  argumentError({
    en: `A representation must have the __typename of an entity: ${NAMES}.`,
    es: `Una representación debe tener el __typename de una entidad: ${NAMES}.`,
  });

const unsafeIdError = (): LocalizedError =>
  argumentError({
    en: `The id of a representation must be a string, because JSON cannot represent numbers above ${MAX_ID_NUMBER} exactly.`,
    es: `El id de una representación debe ser un texto: JSON cambia los dígitos de un número mayor que ${MAX_ID_NUMBER}.`,
  });
