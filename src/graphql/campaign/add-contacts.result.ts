import { createUnionType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';

import { issueSentence } from '../../domain/input-rules.js';
import {
  ADDED_NOTICES,
  type AddedContacts,
  type ContactRejection as Rejection,
} from '../../services/added-contacts.js';
import type { LocalizedText } from '../../shared/i18n.js';
import type { Localizer } from '../../shared/localizer.js';
import { createObject } from '../create-object.js';
import { CAMPAIGN_FAILURES, LANGUAGE_NOTE, WolkvoxIdempotencyConflict } from '../errors/failure.types.js';
import { Campaign, campaignWithStatus, enumOf } from './campaign.type.js';

const ContactRejectedBy = enumOf(['LAYER', 'WOLKVOX']);

registerEnumType(ContactRejectedBy, {
  name: 'ContactRejectedBy',
  description: 'Who rejected a contact.',
  valuesConfig: {
    LAYER: { description: 'This server, because of a rule of the input. The contact was not sent.' },
    WOLKVOX: { description: 'wolkvox. The contact was sent and not added.' },
  },
});

/** Value of `rule` of a contact that wolkvox rejected. */
const REJECTED_BY_WOLKVOX = 'REJECTED_BY_WOLKVOX';

/** The text of wolkvox is not shown, because it may contain values of the contact, and results are stored with their keys. */
const rejectedSentence = (path: readonly string[]): LocalizedText => ({
  en: `wolkvox rejected ${path.join('.')}.`,
  es: `wolkvox rechazó ${path.join('.')}.`,
});

@ObjectType({ simpleResolvers: true, description: 'A contact that was not added. It has no value of the contact.' })
export class ContactRejection {
  @Field(() => Int, { description: 'Index of the contact in the input, from 0.' })
  readonly index!: number;

  @Field(() => ContactRejectedBy, { description: 'Who rejected it.' })
  readonly by!: keyof typeof ContactRejectedBy;

  @Field(() => [String], {
    description:
      'Path of the field within the input, for example `["contacts", "3", "customerId"]`. Path of the contact if wolkvox named no field.',
  })
  readonly path!: readonly string[];

  @Field(() => String, {
    description: `Name of the first broken rule, as in \`WolkvoxInputIssue\`, or \`${REJECTED_BY_WOLKVOX}\`.`,
  })
  readonly rule!: string;

  @Field(() => String, { description: `Message for people, ${LANGUAGE_NOTE}.` })
  readonly message!: string;
}

function rejectionOf({ index, path, rule }: Rejection, localizer: Localizer): ContactRejection {
  const text = rule === undefined ? rejectedSentence(path) : issueSentence({ path, rule });
  return createObject(ContactRejection, {
    index,
    by: rule === undefined ? 'WOLKVOX' : 'LAYER',
    path,
    rule: rule ?? REJECTED_BY_WOLKVOX,
    message: localizer.localize(text),
  });
}

@ObjectType({
  simpleResolvers: true,
  description: 'The contacts were added, or some of them, or none: see `accepted` and `rejected`.',
})
export class AddContactsSuccess {
  @Field(() => Campaign, {
    description:
      'The campaign, with the values that were read before the contacts were sent. The reading may be 5 s old.',
  })
  readonly campaign: Campaign;

  @Field(() => Int, {
    description: 'Number of contacts that wolkvox accepted. It may have updated a contact that it had before.',
  })
  readonly accepted: number;

  @Field(() => [ContactRejection], {
    description: 'Contacts that were not added, each once, in the order of the input.',
  })
  readonly rejected: readonly ContactRejection[];

  @Field(() => String, {
    description:
      'Message from wolkvox, with values of the contacts replaced by asterisks. If its response was lost, it did not show which contacts it rejected, or nothing was sent, a localized message from this server.',
  })
  readonly message: string;

  @Field(() => Boolean, {
    description: 'True if this is the stored result of an earlier request with the same idempotency key.',
  })
  readonly replayed: boolean;

  /** `mayRead`: the caller may see all fields of the campaign. */
  constructor(added: AddedContacts, replayed: boolean, localizer: Localizer, mayRead: boolean) {
    const { campaign, row, accepted, rejected, message = '', notice } = added;
    this.campaign = campaignWithStatus(campaign.operation, row, row.status, mayRead);
    this.accepted = accepted;
    this.rejected = rejected.map((rejection) => rejectionOf(rejection, localizer));
    this.message = notice === undefined ? message : localizer.localize(ADDED_NOTICES[notice]);
    this.replayed = replayed;
  }
}

export const AddContactsResult = createUnionType({
  name: 'AddContactsResult',
  description:
    'Result of `addContacts`: a success, or a failure that a client can handle. Failures that need an administrator are in `errors[]`.',
  types: () => [AddContactsSuccess, ...CAMPAIGN_FAILURES, WolkvoxIdempotencyConflict] as const,
});
