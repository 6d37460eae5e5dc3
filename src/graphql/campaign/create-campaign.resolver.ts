import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Context } from '../context.js';
import { RootFieldCost, singleOperation } from '../cost/field-cost.js';
import { failureMember } from '../errors/failure.types.js';
import { fieldIssues } from '../validation.js';
import { CreateCampaignInput } from './create-campaign.input.js';
import { CreateCampaignResult, CreateCampaignSuccess } from './create-campaign.result.js';
import { recordMutation } from '../mutation-audit.js';

@Resolver()
export class CreateCampaignResolver {
  @Authorized<Scope>('create')
  @RootFieldCost(
    singleOperation(({ input }, operations) => operations.find((input as CreateCampaignInput).operationId), 'creation'),
  )
  @Mutation(() => CreateCampaignResult, {
    // Nullable, so that one failing alias does not remove the campaigns of other aliases from the response.
    nullable: true,
    description: `Creates a campaign in wolkvox, at most once. No contact is dialled. Null only with an entry in \`errors[]\`; if the campaign was created, the entry has its outcome and id in \`extensions.mutation\`. ${REQUIRED_SCOPE.create}`,
  })
  async createCampaign(
    // type-graphql would throw at the first invalid field. Here all broken rules are returned together.
    @Arg('input', () => CreateCampaignInput, { validate: false, description: 'The campaign to create.' })
    input: CreateCampaignInput,
    @Ctx() context: Context,
    @Info() { path }: GraphQLResolveInfo,
  ): Promise<typeof CreateCampaignResult> {
    const { operationId, idempotencyKey: key } = input;
    const { campaigns, operations, identity, localizer, caller, record } = context;
    const command = { operations, operationId, draft: input, key, issues: fieldIssues(input) };
    const { outcome, replayed } = await recordMutation(input, context, () =>
      campaigns.create(command, { caller, record }),
    );
    // Localized and restricted to the scopes of this caller, even if the result was stored for another request.
    const result = outcome.ok
      ? new CreateCampaignSuccess(outcome.value, replayed, localizer)
      : failureMember(outcome.failure, localizer, identity.scopes.has('read'));
    context.mutationResults.set(
      path.key,
      'campaign' in result
        ? { field: 'createCampaign', outcome: 'success', id: result.campaign.id }
        : { field: 'createCampaign', outcome: result.code },
    );
    return result;
  }
}
