import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Info, Mutation, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE } from '../../auth/identity.js';
import { MAX_CONTACTS } from '../../domain/input-rules.js';
import { MAX_CONTACT_ISSUES } from '../../services/contact-adder.js';
import type { Permission } from '../authorization.js';
import type { Context } from '../context.js';
import { AcceptsLargeBody, campaignMutation, RootFieldCost } from '../cost/field-cost.js';
import type { FailureMember } from '../errors/failure.types.js';
import { AuditedMutation, runMutation, subjectOfCampaign, type MutationSubject } from '../mutation-audit.js';
import { fieldIssues } from '../validation.js';
import { AddContactsInput } from './add-contacts.input.js';
import { AddContactsResult, AddContactsSuccess } from './add-contacts.result.js';

const subjectOf = ({ campaignId: id, contacts, idempotencyKey }: AddContactsInput): MutationSubject => ({
  ...subjectOfCampaign(id),
  contacts: contacts.length,
  idempotencyKey,
});

@Resolver()
export class AddContactsResolver {
  @Authorized<Permission>('contacts', 'dial')
  @AuditedMutation(subjectOf)
  @AcceptsLargeBody
  @RootFieldCost(
    campaignMutation('upload', {
      upperBound: () => MAX_CONTACTS,
      estimate: ({ input }) => Math.min((input as AddContactsInput).contacts.length, MAX_CONTACTS),
    }),
  )
  @Mutation(() => AddContactsResult, {
    // Nullable, so that one failing alias does not remove the results of other aliases from the response.
    nullable: true,
    description: `Adds up to ${MAX_CONTACTS} contacts to a campaign in one call, at most once. A started campaign calls them now, so it needs \`allowRunning\`. \`WolkvoxInvalidInput\` has at most ${MAX_CONTACT_ISSUES} issues. After \`OUTCOME_UNKNOWN\` look in wolkvox, because it does not detect repeated contacts. A campaign that does not exist fails with NOT_FOUND. Null only with an entry in \`errors[]\`, for example FORBIDDEN. ${REQUIRED_SCOPE.contacts}`,
  })
  addContacts(
    // type-graphql would throw at the first invalid field.
    @Arg('input', () => AddContactsInput, { validate: false, description: 'The campaign, and its new contacts.' })
    input: AddContactsInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AddContactsSuccess | FailureMember> {
    const { campaigns, operations, localizer, identity, caller, record } = context;
    const { campaignId: id, contacts, idempotencyKey: key } = input;
    const command = {
      ...{ operations, id, contacts, key, issues: fieldIssues(input) },
      onInvalid: input.onInvalid ?? 'REJECT_ALL',
      allowRunning: input.allowRunning ?? false,
    };
    return runMutation(info, input, context, {
      run: () => campaigns.addContacts(command, { caller, record }),
      success: (added, replayed) => new AddContactsSuccess(added, replayed, localizer, identity.scopes.has('read')),
      contacts: ({ sent, accepted, rejected }) => ({ sent, accepted, rejected: rejected.length }),
    });
  }
}
