/** Campaigns that were in the operation before anybody called: what a test may say of one, and the check of what it said. */
import type { CampaignState } from './listing.js';
import { demand, isRecord } from './demand.js';
import type { CampaignDraft } from './wolkvox.js';

export interface ExistingCampaign extends Partial<CampaignState> {
  /** Any text, "" and one that another campaign has included. */
  readonly name: string;
  readonly type: 'preview' | 'predictive';
  /** Default "". */
  readonly description?: string;
  /** Digits, default "1". */
  readonly skillId?: string;
}

/** Checks a campaign from anywhere and completes it. @throws RangeError with one sentence on the first thing that is wrong. */
export function readExisting(input: unknown): { draft: CampaignDraft; state: CampaignState } {
  demand(isRecord(input), 'A campaign must be an object, for example {"name":"Encuesta","type":"preview"}.');
  const unknown = Object.keys(input).filter((key) => !Object.hasOwn(RULES, key));
  demand(
    unknown.length === 0,
    `A campaign has no ${unknown.join(', ')}; it may have ${Object.keys(RULES).join(', ')}.`,
  );
  const campaign = { ...DEFAULTS, ...input };
  for (const [key, { fits, sentence }] of Object.entries(RULES)) {
    demand(fits((campaign as Record<string, unknown>)[key]), sentence);
  }
  // The rules above say of every key what its type promises.
  const { name, type, description, skillId, status, records } = campaign as unknown as Required<ExistingCampaign>;
  const body = { campaign_name: name, campaign_description: description, skill_id: skillId };
  return { draft: { type_campaign: type, body }, state: { status, records } };
}

const DEFAULTS = { description: '', skillId: '1', status: 'Stopped', records: '0' } as const;

const RULES = {
  name: { fits: isText, sentence: 'name must be a string.' },
  type: { fits: isOneOf('preview', 'predictive'), sentence: 'type must be preview or predictive.' },
  description: { fits: isText, sentence: 'description must be a string.' },
  skillId: { fits: isDigits, sentence: 'skillId must be a string of digits.' },
  status: { fits: isOneOf('Started', 'Stopped'), sentence: 'status must be Started or Stopped.' },
  records: { fits: isDigits, sentence: 'records must be a string of digits.' },
} as const satisfies Record<keyof ExistingCampaign, { fits: (value: unknown) => boolean; sentence: string }>;

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value);
}

function isOneOf(...values: string[]): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && values.includes(value);
}
