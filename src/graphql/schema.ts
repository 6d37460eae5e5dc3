import 'reflect-metadata';

import type { GraphQLSchema } from 'graphql';
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
