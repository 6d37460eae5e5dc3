import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Context } from '../context.js';
import { campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfCampaign } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { StopCampaignInput } from './stop-campaign.input.js';
import { StopCampaignResult, StopCampaignSuccess } from './stop-campaign.result.js';

@Resolver()
export class StopCampaignResolver {
  @Authorized<Scope>('run')
  @AuditedMutation(({ campaignId }: StopCampaignInput) => subjectOfCampaign(campaignId))
  @RootFieldCost(campaignMutation('stop'))
  @Mutation(() => StopCampaignResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Stops a campaign: no more contacts are dialled. Allowed in every state, and continues if the client disconnects. If a response is lost, the stop is sent again until the campaign is known to be stopped. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`; if the campaign was stopped, the entry has its outcome and id in \`extensions.mutation\`. ${REQUIRED_SCOPE.run}`,
  })
  stopCampaign(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => StopCampaignInput, { validate: false, description: 'The campaign to stop.' })
    input: StopCampaignInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<StopCampaignSuccess | FailureMember> {
    const { campaigns, operations, localizer, identity, caller, record } = context;
    return runMutation(info, input, context, {
      run: () => campaigns.stop({ operations, id: input.campaignId, issues: fieldIssues(input) }, { caller, record }),
      success: (stopped) => new StopCampaignSuccess(stopped, localizer, identity.scopes.has('read')),
    });
  }
}
