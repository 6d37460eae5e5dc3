import type { Campaign, NewCampaign } from '../../domain/campaign.js';
import { isObject } from '../../shared/json.js';
import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import { TYPE_VALUES } from './campaign-values.js';
import type { Endpoint } from './endpoint.js';
import { compactTime, OPT_KEYS, UNSET } from './request-values.js';
import { idText, listedValues } from './row-reader.js';

/** A created campaign and the message of wolkvox about it. */
export interface CreatedCampaign {
  readonly campaign: Campaign;
  readonly message: string;
}

/** POST campaign.php?api=create_campaign. Keys, order and spellings are those of the specification's example (spec). */
export const createCampaign: Endpoint<NewCampaign, CreatedCampaign> = {
  api: 'create_campaign',
  file: 'campaign',
  method: 'POST',
  safe: false,
  query: ({ type }) => ({ type_campaign: TYPE_VALUES[type] }),
  body: (campaign) => {
    const body: Record<string, string> = {
      campaign_name: campaign.name,
      campaign_description: campaign.description,
      start_time: campaign.type === 'PREDICTIVE' ? compactTime(campaign.startTime) : UNSET,
      end_time: campaign.type === 'PREDICTIVE' ? compactTime(campaign.endTime) : UNSET,
      skill_id: campaign.skillId,
    };
    OPT_KEYS.forEach((key, i) => (body[key] = campaign.optionalFields[i] ?? UNSET));
    // The only key that is omitted if unset: without it wolkvox uses its default detection (spec).
    if (campaign.type === 'PREDICTIVE' && campaign.amd !== undefined) body.amd = campaign.amd;
    body.enable_edition = campaign.enableEdition ? 'yes' : 'no';
    return body;
  },
  readSuccess: ({ msg, data }, input, operation) => {
    const { row, campaignId } = readRow(data) ?? {};
    if (row === undefined || campaignId === undefined) return undefined;
    const name = [field(row, 'name_campaign'), field(row, 'name_campaing')].find(isFilled) ?? input.name;
    return { campaign: { operation, campaignId, type: input.type, name }, message: sanitizeMessage(msg) };
  },
  // Any response that shows the created row.
  provesDone: ({ data }) => readRow(data) !== undefined,
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};

/** Returns the row of the created campaign and its id; undefined if there is none, or if it is not known which one it is. */
function readRow(data: unknown): { readonly row: Row; readonly campaignId: string } | undefined {
  // One creation has one row.
  const rows = listedValues(data);
  const row = rows?.length === 1 ? rows[0] : undefined;
  const campaignId = isObject(row) ? readId(row) : undefined;
  return isObject(row) && campaignId !== undefined ? { row, campaignId } : undefined;
}

/** Returns id_campaign (example) or id_campaing (table of the page, spec), a string or a number. Undefined if the two differ. */
function readId(row: Row): string | undefined {
  const ids = [field(row, 'id_campaign'), field(row, 'id_campaing')].flatMap((id) => idText(id) ?? []);
  return new Set(ids).size === 1 ? ids[0] : undefined;
}

const isFilled = (value: unknown): value is string => typeof value === 'string' && value !== '';

type Row = Readonly<Record<string, unknown>>;

const field = (row: Row, key: string): unknown => (Object.hasOwn(row, key) ? row[key] : undefined);
