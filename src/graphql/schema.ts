import 'reflect-metadata';

import {
  addResolversToSchema,
  buildSubgraphSchema,
  printSubgraphSchema,
  type GraphQLResolverMap,
} from '@apollo/subgraph';
import { buildASTSchema, isObjectType, parse, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, createResolversMap, type AuthCheckerFn, type BuildSchemaOptions } from 'type-graphql';

import { requirePermission, type Permission } from './authorization.js';
import type { Context } from './context.js';
import { AddContactsResolver } from './campaign/add-contacts.resolver.js';
import { CampaignContactsResolver } from './campaign/campaign-contacts.resolver.js';
import { CampaignProgressResolver } from './campaign/campaign-progress.resolver.js';
import { CampaignResultsResolver } from './campaign/campaign-results.resolver.js';
import { CampaignResolver } from './campaign/campaign.resolver.js';
import { ClearCampaignResolver } from './campaign/clear-campaign.resolver.js';
import { CreateCampaignResolver } from './campaign/create-campaign.resolver.js';
import { ScheduleCallbackResolver } from './campaign/schedule-callback.resolver.js';
import { SetCampaignSpeedResolver } from './campaign/set-campaign-speed.resolver.js';
import { RemoveContactsResolver } from './campaign/remove-contacts.resolver.js';
import { StartCampaignResolver } from './campaign/start-campaign.resolver.js';
import { StopCampaignResolver } from './campaign/stop-campaign.resolver.js';
import { UpdateCampaignResolver } from './campaign/update-campaign.resolver.js';
import { ENTITIES_COST, entityResolvers } from './entities.js';
import { DeleteCampaignResolver } from './campaign/delete-campaign.resolver.js';
import { OperationResolver } from './operation/operation.resolver.js';
import { rejectUnsafeIds } from './scalars.js';
import { WatchCampaignResolver } from './campaign/watch-campaign.resolver.js';
import { SkillResolver } from './skill/skill.resolver.js';
import { NO_VALUES } from './validation.js';

/** Authorization check of type-graphql for fields with `@Authorized`. */
const checkPermissions: AuthCheckerFn<Context, Permission> = ({ context: { identity } }, permissions) => {
  for (const permission of permissions) requirePermission(identity, permission);
  return true;
};

/** type-graphql needs it for subscriptions by topic. Each subscription of this schema has a `subscribe` of its own. */
const NO_TOPICS: NonNullable<BuildSchemaOptions['pubSub']> = {
  publish: noTopic,
  subscribe: noTopic,
};
function noTopic(topic: string): never {
  throw new Error(`no subscription has the topic ${topic}`);
}

/** A subgraph of Federation 2. */
interface Subgraph {
  readonly schema: GraphQLSchema;
  /** For composers and `_service`, without the fields of every subgraph (`_service`, `_entities`). */
  readonly sdl: string;
}

let subgraph: Subgraph | undefined;

/** Returns the subgraph, which is built from the classes once per process. */
export const buildSubgraph = (): Subgraph => (subgraph ??= build());

/** Resolvers come from type-graphql; plain fields have none. */
function build(): Subgraph {
  const classes = buildSchemaSync({
    resolvers: [
      AddContactsResolver,
      CampaignContactsResolver,
      CampaignProgressResolver,
      CampaignResolver,
      CampaignResultsResolver,
      ClearCampaignResolver,
      CreateCampaignResolver,
      DeleteCampaignResolver,
      OperationResolver,
      ScheduleCallbackResolver,
      SetCampaignSpeedResolver,
      SkillResolver,
      RemoveContactsResolver,
      StartCampaignResolver,
      StopCampaignResolver,
      UpdateCampaignResolver,
      WatchCampaignResolver,
    ],
    // Set explicitly, because by default the rules of class-validator are ignored.
    validate: NO_VALUES,
    authChecker: checkPermissions,
    pubSub: NO_TOPICS,
    // Executes an introspection. ApolloServer validates the subgraph, so this only makes each start longer.
    skipCheck: true,
  });
  const sdl = sdlOf(classes);
  const resolvers = createResolversMap(classes) as GraphQLResolverMap;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  rejectUnsafeIds(schema);
  addResolversToSchema(schema, entityResolvers());
  addResolversToSchema(schema, { Query: { _service: () => ({ sdl }) } });
  declareCosts(schema, classes);
  return { schema, sdl };
}

/** Copies the declared costs of the fields, because extensions are not in the SDL. */
function declareCosts(schema: GraphQLSchema, classes: GraphQLSchema): void {
  for (const declared of Object.values(classes.getTypeMap()).filter(isObjectType)) {
    const type = schema.getType(declared.name);
    for (const [field, { extensions }] of Object.entries(declared.getFields()))
      if (isObjectType(type)) Object.assign(type.getFields()[field] ?? {}, { extensions });
  }
  Object.assign(schema.getQueryType()?.getFields()._entities ?? {}, { extensions: { rootCost: ENTITIES_COST } });
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
    .split('"""')
    // Descriptions alternate with SDL. SDL before a member ends in its indentation, and before the first one in a bracket too.
    .map((part, nth) => (nth % 2 === 0 ? part.replace(/(?<![{(])\n +$/, '\n$&') : part))
    .join('"""');
