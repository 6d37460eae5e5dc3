/** `POST campaign.php?api=create_campaign`. Source: the vendor's page on creating campaigns. */
import { REFUSALS } from '../arrival.js';
import { created } from '../answers.js';
import type { CampaignType } from '../protocol.js';
import { isCarriedOut } from '../write-share.js';
import { isCampaignType, isObject, type Operation } from './operation.js';

export const CREATE_CAMPAIGN: Operation = {
  verb: 'POST',
  run: ({ query, body }, context) => {
    const type = query.type_campaign;
    if (!isCampaignType(type) || !isObject(body) || !isComplete(body, type))
      return { answer: REFUSALS.missingParameters };
    const campaign = context.campaigns.add({ type_campaign: type, body }, isCarriedOut(context));
    return { campaign, answer: created(campaign) };
  },
};

/** Keys of the specification's example. It sends all of them; "" means unset. */
const REQUIRED_KEYS = [
  ...['campaign_name', 'campaign_description', 'start_time', 'end_time', 'skill_id'],
  ...Array.from({ length: 12 }, (_, index) => `opt${index + 1}`),
  'enable_edition',
];

/**
 * The format of hours and the country of amd are not checked, because the vendor's responses to wrong ones are unknown.
 */
function isComplete(body: Record<string, unknown>, type: CampaignType): boolean {
  const isText = (key: string): boolean => Object.hasOwn(body, key) && typeof body[key] === 'string';
  if (!REQUIRED_KEYS.every(isText)) return false;
  if (Object.hasOwn(body, 'amd') && !isText('amd')) return false;
  if (body.campaign_name === '' || body.skill_id === '') return false;
  if (body.enable_edition !== 'yes' && body.enable_edition !== 'no') return false;
  return type === 'preview' || (body.start_time !== '' && body.end_time !== '');
}
