import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE } from '../../auth/identity.js';
import type { Permission } from '../authorization.js';
import type { Context } from '../context.js';
import { campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfConfirmed } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { ClearCampaignInput } from './clear-campaign.input.js';
import { ClearCampaignResult, ClearCampaignSuccess } from './clear-campaign.result.js';

@Resolver()
export class ClearCampaignResolver {
  @Authorized<Permission>('delete', 'dial')
  @AuditedMutation(subjectOfConfirmed)
  @RootFieldCost(campaignMutation('destruction'))
  @Mutation(() => ClearCampaignResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Removes the contacts of a campaign, which cannot be undone. It is read first. If it differs from \`confirm\`, or is started, nothing is sent: \`WolkvoxStateConflict\`. An empty campaign is a success. After \`OUTCOME_UNKNOWN\` some or all contacts may be removed. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`, for example FORBIDDEN. ${REQUIRED_SCOPE.delete}`,
  })
  clearCampaign(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => ClearCampaignInput, {
      validate: false,
      description: 'The campaign, and what a person agreed to.',
    })
    input: ClearCampaignInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ClearCampaignSuccess | FailureMember> {
    const { campaigns, operations, localizer, identity, caller, record } = context;
    const { campaignId: id, confirm, withResult } = input;
    return runMutation(info, input, context, {
      run: () =>
        campaigns.clear({ operations, id, confirm, withResult, issues: fieldIssues(input) }, { caller, record }),
      success: (cleared) => new ClearCampaignSuccess(cleared, localizer, identity.scopes.has('read')),
    });
  }
}
