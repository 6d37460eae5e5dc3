import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE } from '../../auth/identity.js';
import type { Permission } from '../authorization.js';
import type { Context } from '../context.js';
import { campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfConfirmed } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { DeleteCampaignInput } from './delete-campaign.input.js';
import { DeleteCampaignResult, DeleteCampaignSuccess } from './delete-campaign.result.js';

@Resolver()
export class DeleteCampaignResolver {
  @Authorized<Permission>('delete', 'dial')
  @AuditedMutation(subjectOfConfirmed)
  @RootFieldCost(campaignMutation('destruction'))
  @Mutation(() => DeleteCampaignResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Deletes a campaign with its contacts and their history, which cannot be undone. It is read first. If it differs from \`confirm\`, or is started, nothing is sent: \`WolkvoxStateConflict\`. After \`OUTCOME_UNKNOWN\` it may be deleted: read it. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`, for example FORBIDDEN. ${REQUIRED_SCOPE.delete}`,
  })
  deleteCampaign(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => DeleteCampaignInput, {
      validate: false,
      description: 'The campaign, and what a person agreed to.',
    })
    input: DeleteCampaignInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeleteCampaignSuccess | FailureMember> {
    const { campaigns, operations, localizer, caller, record } = context;
    const { campaignId: id, confirm } = input;
    return runMutation(info, input, context, {
      run: () => campaigns.delete({ operations, id, confirm, issues: fieldIssues(input) }, { caller, record }),
      success: (deleted) => new DeleteCampaignSuccess(deleted, localizer),
    });
  }
}
