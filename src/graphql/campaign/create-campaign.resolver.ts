import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { NEEDS, type Scope } from '../../access/identity.js';
import type { Context } from '../context.js';
import { fieldIssues } from '../validation.js';
import { CreateCampaignInput } from './create-campaign.input.js';
import { createCampaignResult, CreateCampaignResult } from './create-campaign.result.js';
import { telling } from './tell-creation.js';

@Resolver()
export class CreateCampaignResolver {
  @Authorized<Scope>('create')
  @Mutation(() => CreateCampaignResult, {
    // So that one failing alias cannot erase another's campaign.
    nullable: true,
    description: `Creates a campaign in wolkvox, once at most. Nothing is dialled: contacts are added later. A refusal that proves nothing happened may be tried again within the waiting time of this layer; a request without an answer never is. Null only beside an entry of errors[]: where the creation was answered and only a field below it failed, the entry's \`extensions.creation\` has the outcome and the id of the campaign. ${NEEDS.create}`,
  })
  async createCampaign(
    // type-graphql would throw at the first invalid field; here all problems, those between fields included, are one answer.
    @Arg('input', () => CreateCampaignInput, { validate: false, description: 'The campaign to create.' })
    input: CreateCampaignInput,
    @Ctx() context: Context,
    @Info() { path }: GraphQLResolveInfo,
  ): Promise<typeof CreateCampaignResult> {
    const { operationId, idempotencyKey: key } = input;
    const { campaigns, operations, caller, record } = context;
    const asked = { operations, operationId, draft: input, key, found: fieldIssues(input) };
    const creation = await telling(input, context, () => campaigns.create(asked, { caller, record }));
    const result = createCampaignResult(creation, context);
    context.creations.set(
      path.key,
      'campaign' in result ? { outcome: 'success', id: result.campaign.id } : { outcome: result.code },
    );
    return result;
  }
}
