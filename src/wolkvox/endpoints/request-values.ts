import type { CampaignHour } from '../../domain/campaign.js';
import { MAX_OPTIONAL_FIELDS } from '../../domain/input-rules.js';

/** Keys of the optional fields, in order (spec). */
export const OPT_KEYS = Array.from({ length: MAX_OPTIONAL_FIELDS }, (_, i) => `opt${i + 1}`);

/** Value of a key without a value. */
export const UNSET = '';

/** `YYYYmmddhhiiss`, or `hhiiss` if the hour has no date. */
export const compactTime = ({ date = '', time }: CampaignHour): string => `${date}${time}`.replace(/[^0-9]/g, '');
