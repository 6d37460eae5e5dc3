import 'reflect-metadata';

import {
  addResolversToSchema,
  buildSubgraphSchema,
  printSubgraphSchema,
  type GraphQLResolverMap,
} from '@apollo/subgraph';
import { buildASTSchema, parse, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap } from 'type-graphql';

import { checkScopes } from './auth/rights.js';
import { CampaignResolver } from './campaign/campaign.resolver.js';
import { CreateCampaignResolver } from './campaign/create-campaign.resolver.js';
import { entityResolvers } from './entities.js';
import { OperationResolver } from './operation/operation.resolver.js';
import { refuseUnsafeIds } from './scalars.js';
import { SkillResolver } from './skill/skill.resolver.js';
import { NO_VALUES } from './validation.js';

/** The one schema of the product, a subgraph of Federation 2. */
export interface Subgraph {
  readonly schema: GraphQLSchema;
  /** What a composer reads, and `_service` answers. What every subgraph has (`_service`, `_entities`) is not in it. */
  readonly sdl: string;
}

/** Builds it from the classes. Resolvers are type-graphql's own; a field that is only read from its object has none. */
export function buildSubgraph(): Subgraph {
  const classes = buildSchemaSync({
    resolvers: [CampaignResolver, CreateCampaignResolver, OperationResolver, SkillResolver],
    // Off by default, and class-validator's rules would be silently ignored.
    validate: NO_VALUES,
    authChecker: checkScopes,
  });
  const sdl = sdlOf(classes);
  const resolvers = createResolversMap(classes) as GraphQLResolverMap;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  refuseUnsafeIds(schema);
  addResolversToSchema(schema, entityResolvers());
  addResolversToSchema(schema, { Query: { _service: () => ({ sdl }) } });
  return { schema, sdl };
}

const HEADER = '# Emitted by `npm run schema`. Do not edit.';

/** The text of the subgraph, for composers: schema/schema.graphql. */
export const emitSchema = (): string => `${HEADER}\n\n${buildSubgraph().sdl}\n`;

/**
 * The text of the same schema for clients: schema/public.graphql. It has no directive of Federation and nothing that only a
 * gateway uses, because tools such as relay-compiler refuse directives that the text does not declare.
 */
export const emitPublicSchema = (): string => {
  // graphql-js prints the directives of GraphQL itself and leaves out all others.
  const schema = buildASTSchema(parse(buildSubgraph().sdl), { assumeValidSDL: true });
  return `${HEADER}\n# For clients: without the directives of Federation, which schema.graphql has.\n\n${printSchema(schema)}\n`;
};

/** The oldest version with all that is used, so that every composer of Federation 2 takes it. */
const FEDERATION =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])';

/** graphql-js' own printer leaves out directives; this one writes the usual root types, and no line between members. */
const sdlOf = (classes: GraphQLSchema): string =>
  printSubgraphSchema(classes)
    .replace(/^schema \{[^}]*\}/, FEDERATION)
    // Over our own schema, in which each description ends.
    // eslint-disable-next-line local/linear-regexp
    .replace(/([{(]\n)?^ +"""[^]*?"""$/gm, (description, isFirst) => (isFirst ? description : `\n${description}`));
