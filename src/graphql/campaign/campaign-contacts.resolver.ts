import { Arg, Authorized, Ctx, FieldResolver, ID, Resolver, Root } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import {
  issue,
  issueSentence,
  MAX_CONTACT_TEXT_LENGTH,
  MAX_PHONE_LENGTH,
  TEXT_RULES,
} from '../../domain/input-rules.js';
import type { LocalizedText } from '../../shared/i18n.js';
import type { Context } from '../context.js';
import { FieldCalls, FieldListSize, type Arguments, type ArgumentCost } from '../cost/field-cost.js';
import { limitError } from '../errors/limit-error.js';
import { argumentError } from '../errors/localized-error.js';
import { Campaign } from './campaign.type.js';
import { Contact } from './contact.type.js';

/** Maximum number of contacts of a response. A contact is in a campaign once, or some times if it was added repeatedly (seen). */
const MAX_FOUND = 100;

const ONE_REQUIRED = {
  en: 'contacts needs customerId or phone, or both.',
  es: 'contacts necesita customerId o phone, o ambos.',
} as const satisfies LocalizedText;

const RULES = {
  customerId: ['NOT_BLANK', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_CONTACT_TEXT_LENGTH'],
  phone: ['NOT_BLANK', 'NO_CONTROL_CHARACTERS', 'WELL_FORMED_TEXT', 'MAX_PHONE_LENGTH'],
} as const satisfies Record<string, readonly (keyof typeof TEXT_RULES)[]>;

/** Returns the first broken rule of the arguments, without their values; undefined if they are valid. */
function invalidArgument(args: Arguments): LocalizedText | undefined {
  if ((args.customerId ?? null) === null && (args.phone ?? null) === null) return ONE_REQUIRED;
  for (const name of ['customerId', 'phone'] as const) {
    const text = args[name];
    if (typeof text !== 'string') continue;
    const broken = RULES[name].find((rule) => !TEXT_RULES[rule](text));
    if (broken !== undefined) return issueSentence(issue([name], broken));
  }
  return undefined;
}

const COST: ArgumentCost = {
  // Invalid arguments are rejected without a call.
  calls: (args) => (invalidArgument(args) === undefined ? 1 : 0),
  advice: {
    en: '`contacts` needs a call for each campaign. Request fewer campaigns.',
    es: 'contacts necesita una llamada por cada campaña. Pida menos campañas.',
  },
};

@Resolver(() => Campaign)
export class CampaignContactsResolver {
  @Authorized<Scope>('read')
  @FieldCalls(COST)
  @FieldListSize({ upperBound: MAX_FOUND, estimate: () => MAX_FOUND })
  @FieldResolver(() => [Contact], {
    description: `Contacts of the campaign with this id and this phone, as wolkvox stores them now. Empty if there are none. At least one argument is required. Costs one call for each campaign. ${REQUIRED_SCOPE.read}`,
  })
  async contacts(
    @Root() { id }: Campaign,
    @Ctx() { loaders, caller, record }: Context,
    @Arg('customerId', () => ID, {
      nullable: true,
      description: `Your id of the contact, at most ${MAX_CONTACT_TEXT_LENGTH} characters, for example \`1032456789\`. It is compared exactly.`,
    })
    customerId: string | null | undefined,
    @Arg('phone', () => String, {
      nullable: true,
      description: `One of its phones as it is dialled, at most ${MAX_PHONE_LENGTH} characters, for example \`93001234567\`. It is compared exactly.`,
    })
    phone: string | null | undefined,
  ): Promise<readonly Contact[]> {
    const broken = invalidArgument({ customerId, phone });
    if (broken !== undefined) throw argumentError(broken);
    const found = await loaders.contacts(
      id,
      { customerId: customerId?.trim(), phone: phone?.trim() },
      { caller, record },
    );
    if (found.length > MAX_FOUND) throw limitError('contacts', MAX_FOUND);
    return found;
  }
}
