import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Context } from '../context.js';
import { RootFieldCost, singleOperation } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { fieldIssues } from '../validation.js';
import { CreateCampaignInput } from './create-campaign.input.js';
import { CreateCampaignResult, CreateCampaignSuccess } from './create-campaign.result.js';
import { AuditedMutation, runMutation } from '../mutation-audit.js';

@Resolver()
export class CreateCampaignResolver {
  @Authorized<Scope>('create')
  @AuditedMutation((input: CreateCampaignInput) => input)
  @RootFieldCost(
    singleOperation(
      ({ input }, operations) => operations.find((input as CreateCampaignInput).operationId),
      ['creation'],
    ),
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
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreateCampaignSuccess | FailureMember> {
    const { operationId, idempotencyKey: key } = input;
    const { campaigns, operations, localizer, caller, record } = context;
    const command = { operations, operationId, draft: input, key, issues: fieldIssues(input) };
    return runMutation(info, input, context, {
      run: () => campaigns.create(command, { caller, record }),
      success: (created, replayed) => new CreateCampaignSuccess(created, replayed, localizer),
    });
  }
}
