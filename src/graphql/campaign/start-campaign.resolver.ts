import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE } from '../../auth/identity.js';
import type { Permission } from '../authorization.js';
import type { Context } from '../context.js';
import { campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfConfirmed } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { StartCampaignInput } from './start-campaign.input.js';
import { StartCampaignResult, StartCampaignSuccess } from './start-campaign.result.js';

@Resolver()
export class StartCampaignResolver {
  @Authorized<Permission>('run', 'dial')
  @AuditedMutation(subjectOfConfirmed)
  @RootFieldCost(campaignMutation('start'))
  @Mutation(() => StartCampaignResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Starts a campaign, so that wolkvox dials or messages its contacts. It is read first. If it differs from \`confirm\`, is empty, or it is outside calling hours, nothing is sent: \`WolkvoxStateConflict\`. After \`OUTCOME_UNKNOWN\` it may be dialling: read its status, or stop it. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`. ${REQUIRED_SCOPE.run}`,
  })
  startCampaign(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => StartCampaignInput, {
      validate: false,
      description: 'The campaign to start, and what a person agreed to.',
    })
    input: StartCampaignInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<StartCampaignSuccess | FailureMember> {
    const { campaigns, operations, localizer, identity, caller, record } = context;
    const { campaignId: id, confirm } = input;
    return runMutation(info, input, context, {
      run: () => campaigns.start({ operations, id, confirm, issues: fieldIssues(input) }, { caller, record }),
      success: (started) => new StartCampaignSuccess(started, localizer, identity.scopes.has('read')),
    });
  }
}
