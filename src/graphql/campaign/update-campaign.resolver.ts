import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE } from '../../auth/identity.js';
import type { Permission } from '../authorization.js';
import type { Context } from '../context.js';
import { campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfCampaign } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { UpdateCampaignInput } from './update-campaign.input.js';
import { UpdateCampaignResult, UpdateCampaignSuccess } from './update-campaign.result.js';

@Resolver()
export class UpdateCampaignResolver {
  // Longer hours of a started campaign reach people.
  @Authorized<Permission>('edit', 'dial')
  @AuditedMutation(({ campaignId }: UpdateCampaignInput) => subjectOfCampaign(campaignId))
  @RootFieldCost(campaignMutation('edit'))
  @Mutation(() => UpdateCampaignResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Changes fields of a campaign, also while it is started. It is sent once, because a repeat could overwrite a newer change. If its response is lost, the result is \`WolkvoxOutcomeUnknown\`, unless the list of campaigns shows all of its fields. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`. ${REQUIRED_SCOPE.edit}`,
  })
  updateCampaign(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => UpdateCampaignInput, { validate: false, description: 'The campaign, and its new values.' })
    input: UpdateCampaignInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<UpdateCampaignSuccess | FailureMember> {
    const { campaigns, operations, localizer, identity, caller, record } = context;
    const command = { operations, id: input.campaignId, draft: input, issues: fieldIssues(input) };
    return runMutation(info, input, context, {
      run: () => campaigns.update(command, { caller, record }),
      success: (updated) => new UpdateCampaignSuccess(updated, localizer, identity.scopes.has('read')),
    });
  }
}
