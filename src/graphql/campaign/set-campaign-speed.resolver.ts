import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE } from '../../auth/identity.js';
import type { Permission } from '../authorization.js';
import type { Context } from '../context.js';
import { campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfCampaign } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { SetCampaignSpeedInput } from './set-campaign-speed.input.js';
import { SetCampaignSpeedResult, SetCampaignSpeedSuccess } from './set-campaign-speed.result.js';

@Resolver()
export class SetCampaignSpeedResolver {
  // A higher speed reaches more people.
  @Authorized<Permission>('run', 'dial')
  @AuditedMutation(({ campaignId }: SetCampaignSpeedInput) => subjectOfCampaign(campaignId))
  @RootFieldCost(campaignMutation('speed'))
  @Mutation(() => SetCampaignSpeedResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Sets the dialling speed of a campaign. A higher speed calls more people at a time. If a response is lost, the speed is sent again until it is known to be set, unless the campaign has a newer speed. A newer request for the same campaign cancels one that waits: BUSY. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`, for example FORBIDDEN. ${REQUIRED_SCOPE.run}`,
  })
  setCampaignSpeed(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => SetCampaignSpeedInput, { validate: false, description: 'The campaign, and its new speed.' })
    input: SetCampaignSpeedInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SetCampaignSpeedSuccess | FailureMember> {
    const { campaigns, operations, localizer, identity, caller, record } = context;
    const { campaignId: id, speed } = input;
    return runMutation(info, input, context, {
      run: () => campaigns.setSpeed({ operations, id, speed, issues: fieldIssues(input) }, { caller, record }),
      success: (paced) => new SetCampaignSpeedSuccess(paced, localizer, identity.scopes.has('read')),
    });
  }
}
