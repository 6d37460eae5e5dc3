import 'reflect-metadata';

import { printSchema, type GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';

import { CampaignResolver } from './campaign/campaign.resolver.js';
import { CreateCampaignResolver } from './campaign/create-campaign.resolver.js';
import { OperationResolver } from './operation/operation.resolver.js';
import { SkillResolver } from './skill/skill.resolver.js';
import { NO_VALUES } from './validation.js';

/** The one schema of the product. */
export const buildSchema = (): GraphQLSchema =>
  buildSchemaSync({
    resolvers: [CampaignResolver, CreateCampaignResolver, OperationResolver, SkillResolver],
    // Off by default, and class-validator's rules would be silently ignored.
    validate: NO_VALUES,
  });

/**
 * The text of the schema, as schema/schema.graphql has it. printSchema leaves directives out, of which there are none yet:
 * with federation's it needs a printer that keeps them, else test/schema-changes.test.ts cannot see one go.
 */
export const emitSchema = (): string =>
  `# Emitted by \`npm run schema\`. Do not edit.\n\n${printSchema(buildSchema())}\n`;
