import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE } from '../../auth/identity.js';
import type { Permission } from '../authorization.js';
import type { Context } from '../context.js';
import { campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfCampaign } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { ScheduleCallbackInput } from './schedule-callback.input.js';
import { ScheduleCallbackResult, ScheduleCallbackSuccess } from './schedule-callback.result.js';

@Resolver()
export class ScheduleCallbackResolver {
  @Authorized<Permission>('run', 'dial')
  // The contact is not recorded, as no data of a contact is.
  @AuditedMutation(({ campaignId }: ScheduleCallbackInput) => subjectOfCampaign(campaignId))
  @RootFieldCost(campaignMutation('callback'))
  @Mutation(() => ScheduleCallbackResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Schedules a call to a contact of a PREDICTIVE campaign. wolkvox calls at about that time, and filters of the campaign may exclude it. It is sent once. If its response is lost, the result is \`WolkvoxOutcomeUnknown\`, because no reading shows callbacks. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`. ${REQUIRED_SCOPE.run}`,
  })
  scheduleCallback(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => ScheduleCallbackInput, { validate: false, description: 'The contact, and when to call it.' })
    input: ScheduleCallbackInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ScheduleCallbackSuccess | FailureMember> {
    const { campaigns, operations, identity, caller, record } = context;
    const command = { operations, id: input.campaignId, draft: input, issues: fieldIssues(input) };
    return runMutation(info, input, context, {
      run: () => campaigns.scheduleCallback(command, { caller, record }),
      success: (scheduled) => new ScheduleCallbackSuccess(scheduled, identity.scopes.has('read')),
    });
  }
}
