import 'reflect-metadata';

import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';

import { CreateCampaignResolver } from './campaign/create-campaign.resolver.js';
import { OperationResolver } from './operation/operation.resolver.js';
import { NO_VALUES } from './validation.js';

/** The one schema of the product. */
export const buildSchema = (): GraphQLSchema =>
  buildSchemaSync({
    resolvers: [CreateCampaignResolver, OperationResolver],
    // Off by default, and class-validator's rules would be silently ignored.
    validate: NO_VALUES,
  });
