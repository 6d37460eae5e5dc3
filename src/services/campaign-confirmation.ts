import type { ListedCampaign } from '../domain/campaign.js';

/** What a person was shown before a mutation that reaches people or destroys data. */
export interface CampaignConfirmation {
  readonly name: string;
  readonly contactCount: number;
}

/** Returns true if the campaign is what the person was shown. An unrecognized count never equals the confirmed one. */
export const isAsConfirmed = ({ name, contactCount }: ListedCampaign, confirm: CampaignConfirmation): boolean =>
  name === confirm.name && contactCount === confirm.contactCount;
