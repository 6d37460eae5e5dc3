import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE } from '../../auth/identity.js';
import type { Permission } from '../authorization.js';
import type { Context } from '../context.js';
import { campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfConfirmed } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { RemoveContactsInput } from './remove-contacts.input.js';
import { RemoveContactsResult, RemoveContactsSuccess } from './remove-contacts.result.js';

@Resolver()
export class RemoveContactsResolver {
  @Authorized<Permission>('delete', 'dial')
  @AuditedMutation((input: RemoveContactsInput) => ({
    ...subjectOfConfirmed(input),
    contacts: input.customerIds.length,
  }))
  @RootFieldCost(campaignMutation('destruction'))
  @Mutation(() => RemoveContactsResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Removes contacts from a campaign, every row of each id, which cannot be undone. The campaign is read first. If it differs from \`confirm\`, or is started, nothing is sent: \`WolkvoxStateConflict\`. After \`OUTCOME_UNKNOWN\` some or all of them may be removed. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`, for example FORBIDDEN. ${REQUIRED_SCOPE.delete}`,
  })
  removeContacts(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => RemoveContactsInput, {
      validate: false,
      description: 'The campaign, the contacts, and what a person agreed to.',
    })
    input: RemoveContactsInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RemoveContactsSuccess | FailureMember> {
    const { campaigns, operations, localizer, identity, caller, record } = context;
    const { campaignId: id, confirm, customerIds, withResult } = input;
    return runMutation(info, input, context, {
      run: () =>
        campaigns.removeContacts(
          { operations, id, confirm, customerIds, withResult, issues: fieldIssues(input) },
          { caller, record },
        ),
      success: (removed) => new RemoveContactsSuccess(removed, localizer, identity.scopes.has('read')),
    });
  }
}
