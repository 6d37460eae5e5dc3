import type { CampaignEdit } from '../../domain/campaign-edit.js';
import { isObject } from '../../shared/json.js';
import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import { listedValues } from './row-reader.js';
import type { Endpoint } from './endpoint.js';

/** Campaign and the fields that change. */
export interface EditInput {
  readonly campaignId: string;
  readonly edit: CampaignEdit;
}

/**
 * PUT campaign.php?api=edit_campaign with the fields that change (doc, one source). The spellings differ from those of a creation:
 * `amd_conf`, `optional_labels`, and hours as HH:mm:ss. It returns the fields of the campaign, which are not read: the success is
 * its code.
 */
export const editCampaign: Endpoint<EditInput, EditInput & { readonly message: string }> = {
  api: 'edit_campaign',
  file: 'campaign',
  method: 'PUT',
  safe: false,
  query: ({ campaignId }) => ({ campaign_id: campaignId }),
  body: ({ edit }) => bodyOf(edit),
  readSuccess: ({ msg }, { campaignId, edit }) => ({ campaignId, edit, message: sanitizeMessage(msg) }),
  // A refusal that returns the campaign with the requested values.
  provesDone: ({ data }, { edit }) => {
    const [row] = listedValues(data) ?? [];
    const returned = isObject(row) ? flat(row) : {};
    return Object.entries(flat(bodyOf(edit))).every(([key, value]) => returned[key] === value);
  },
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};

function bodyOf(edit: CampaignEdit): Record<string, unknown> {
  const { name, description, enableEdition, startTime, endTime, skillId, amd, turboDial, optionalFields } = edit;
  const fields = {
    campaign_name: name,
    campaign_description: description,
    enable_edition: yesOrNo(enableEdition),
    start_time: startTime,
    end_time: endTime,
    skill_id: skillId,
    amd_conf: amd,
    turbo_dial: yesOrNo(turboDial),
    optional_labels: optionalFields && labelsOf(optionalFields),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Returns the titles that change, by key: `opt1`, `opt2` and so on. */
const labelsOf = (titles: readonly (string | null)[]): Record<string, string> =>
  Object.fromEntries(titles.flatMap((title, index) => (title === null ? [] : [[`opt${index + 1}`, title]])));

const yesOrNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? 'yes' : 'no';

/** Returns the fields with the titles beside the other ones. */
function flat({ optional_labels: labels, ...fields }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...fields, ...(isObject(labels) && labels) };
}
