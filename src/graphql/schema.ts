import 'reflect-metadata';

import {
  addResolversToSchema,
  buildSubgraphSchema,
  printSubgraphSchema,
  type GraphQLResolverMap,
} from '@apollo/subgraph';
import { buildASTSchema, parse, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap, type AuthCheckerFn } from 'type-graphql';

import type { Scope } from '../auth/identity.js';
import { requireScope } from './authorization.js';
import type { Context } from './context.js';
import { CampaignResolver } from './campaign/campaign.resolver.js';
import { CreateCampaignResolver } from './campaign/create-campaign.resolver.js';
import { entityResolvers } from './entities.js';
import { OperationResolver } from './operation/operation.resolver.js';
import { rejectUnsafeIds } from './scalars.js';
import { SkillResolver } from './skill/skill.resolver.js';
import { NO_VALUES } from './validation.js';

/** Authorization check of type-graphql for fields with `@Authorized`. */
const checkScopes: AuthCheckerFn<Context, Scope> = ({ context: { identity } }, scopes) => {
  for (const scope of scopes) requireScope(identity, scope);
  return true;
};

/** Schema of the product, a subgraph of Federation 2. */
export interface Subgraph {
  readonly schema: GraphQLSchema;
  /** SDL for composers and `_service`, without the fields of every subgraph (`_service`, `_entities`). */
  readonly sdl: string;
}

/** Builds the schema from the classes. Resolvers come from type-graphql; plain fields have none. */
export function buildSubgraph(): Subgraph {
  const classes = buildSchemaSync({
    resolvers: [CampaignResolver, CreateCampaignResolver, OperationResolver, SkillResolver],
    // Set explicitly, because by default the rules of class-validator are ignored.
    validate: NO_VALUES,
    authChecker: checkScopes,
  });
  const sdl = sdlOf(classes);
  const resolvers = createResolversMap(classes) as GraphQLResolverMap;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  rejectUnsafeIds(schema);
  addResolversToSchema(schema, entityResolvers());
  addResolversToSchema(schema, { Query: { _service: () => ({ sdl }) } });
  return { schema, sdl };
}

const HEADER = '# Emitted by `npm run schema`. Do not edit.';

/** Returns the SDL of the subgraph for composers: schema/schema.graphql. */
export const emitSchema = (): string => `${HEADER}\n\n${buildSubgraph().sdl}\n`;

/**
 * Returns the SDL for clients: schema/public.graphql. It has no federation directives and no gateway fields, because
 * tools such as relay-compiler reject undeclared directives.
 */
export const emitPublicSchema = (): string => {
  // graphql-js prints only the directives of GraphQL itself.
  const schema = buildASTSchema(parse(buildSubgraph().sdl), { assumeValidSDL: true });
  return `${HEADER}\n# For clients: without the directives of Federation, which schema.graphql has.\n\n${printSchema(schema)}\n`;
};

/** The oldest version with these directives, so that every composer of Federation 2 accepts it. */
const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])';

/**
 * Prints the SDL with directives, which printSchema omits. Default root types and blank lines between members are
 * normalized.
 */
const sdlOf = (classes: GraphQLSchema): string =>
  printSubgraphSchema(classes)
    .replace(/^schema \{[^}]*\}/, FEDERATION)
    // Over our own schema, in which each description ends.
    // eslint-disable-next-line local/linear-regexp
    .replace(/([{(]\n)?^ +"""[^]*?"""$/gm, (description, isFirst) => (isFirst ? description : `\n${description}`));
