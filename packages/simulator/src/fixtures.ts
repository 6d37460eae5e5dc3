/** Initial and added campaigns and skills: input types and validation. */
import { assertInput, isRecord } from './assert.js';
import { NEW_CAMPAIGN, type CampaignState, type SkillRow } from './listing.js';
import type { ContactFields } from './contact-fields.js';
import { isReportTime } from './clock.js';
import type { CampaignDraft } from './protocol.js';
import type { Call } from './contacts.js';
import type { ResultSource } from './results.js';

export interface ExistingCampaign extends Partial<CampaignState> {
  /** Any text, also "" or a duplicate. */
  readonly name: string;
  readonly type: 'preview' | 'predictive';
  /** @default "" */
  readonly description?: string;
  /** Digits. @default "1" */
  readonly skillId?: string;
  /** As of `Simulator.addContacts`; they come on top of `records`. @default none */
  readonly contacts?: readonly ContactFields[];
  /** As of `Simulator.addResults`. @default none */
  readonly results?: ResultSource;
}

export interface ExistingSkill {
  /** Any text, also "" or a duplicate. */
  readonly name: string;
  /** @default "" */
  readonly description?: string;
  /** Digits. @default a free id */
  readonly skillId?: string;
  /** Any text. @default "" */
  readonly lastUse?: string;
}

/** Validated campaign. */
export interface CampaignFixture {
  readonly draft: CampaignDraft;
  readonly state: CampaignState;
  readonly contacts: readonly ContactFixture[];
  readonly results: ResultSource;
}

/** Validates a campaign and fills in its defaults. @throws RangeError with a message about the first problem */
export function readCampaign(input: unknown): CampaignFixture {
  assertInput(isRecord(input), 'A campaign must be an object, for example {"name":"Encuesta","type":"preview"}.');
  const campaign = { ...CAMPAIGN_DEFAULTS, ...input };
  check('A campaign', campaign, CAMPAIGN_RULES);
  // CAMPAIGN_RULES covers every key.
  const { name, type, description, skillId, contacts, results, ...state } =
    campaign as unknown as Required<ExistingCampaign>;
  const body = { campaign_name: name, campaign_description: description, skill_id: skillId };
  const draft = { type_campaign: type, body };
  return { draft, state, contacts: readContacts(contacts), results: readResults(results) };
}

/**
 * Validates a skill and fills in its defaults.
 * @param freeId id if the skill has none
 * @throws RangeError with a message about the first problem
 */
export function readSkill(input: unknown, freeId: string): SkillRow {
  assertInput(isRecord(input), 'A skill must be an object, for example {"name":"Ventas"}.');
  const skill = { description: '', skillId: freeId, lastUse: '', ...input };
  check('A skill', skill, SKILL_RULES);
  const { name, description, skillId, lastUse } = skill as unknown as Required<ExistingSkill>;
  return { skill_id: skillId, skill_name: name, skill_description: description, last_use: lastUse };
}

/** Contact without the keys of its only call; `call` is null if there was none. */
export interface ContactFixture {
  readonly fields: ContactFields;
  readonly call: FixtureCall | null;
}

/** `date` is the present time if it is missing. */
type FixtureCall = Omit<Call, 'date'> & Partial<Pick<Call, 'date'>>;

/**
 * Validates contacts. Apart from result and call, their fields are those of add_record, unchanged.
 * @throws RangeError with a message about the first problem
 */
export function readContacts(input: unknown): readonly ContactFixture[] {
  assertInput(Array.isArray(input), `Contacts must be an array, for example ${CONTACTS_EXAMPLE}.`);
  return input.map((contact: unknown) => {
    assertInput(isRecord(contact), `A contact must be an object, for example in ${CONTACTS_EXAMPLE}.`);
    const { result, call, ...fields } = contact;
    assertInput(isText(fields.customer_id), 'customer_id must be a string.');
    if (call !== undefined) return { fields, call: readCall(call) };
    assertInput(result === undefined || isText(result), 'result must be a string.');
    return { fields, call: result === undefined ? null : { result } };
  });
}

function readCall(input: unknown): FixtureCall {
  assertInput(isRecord(input), 'call must be an object, for example {"result":"BUSY","date":"2026-10-30 17:58:41"}.');
  check('A call', { ...CALL_DEFAULTS, ...input }, CALL_RULES);
  // CALL_RULES covers every key.
  return input as unknown as FixtureCall;
}

/**
 * Validates results. Those that a function makes are not validated.
 * @throws RangeError with a message about the first problem
 */
export function readResults(input: unknown): ResultSource {
  if (typeof input === 'function') return input as ResultSource;
  assertInput(Array.isArray(input), `Results must be an array, for example ${RESULTS_EXAMPLE}.`);
  for (const result of input as unknown[]) {
    assertInput(isRecord(result), `A result must be an object, for example in ${RESULTS_EXAMPLE}.`);
    assertInput(isText(result.customer_id), 'customer_id must be a string.');
    assertInput(isReportTime(result.date), DATE_SENTENCE);
    for (const key of ['calls', 'result', 'conn_id'])
      assertInput(result[key] === undefined || isText(result[key]), `${key} must be a string.`);
  }
  return input as ResultSource;
}

export const RESULTS_EXAMPLE = '[{"customer_id":"1001","date":"2026-10-30 17:58:41","result":"BUSY"}]';

export const CONTACTS_EXAMPLE = '[{"customer_id":"1001","result":"BUSY"}]';

const DATE_SENTENCE = 'date must be a time such as "2026-10-30 17:58:41".';

type Rules = Record<string, { readonly fits: (value: unknown) => boolean; readonly sentence: string }>;

/** @param what subject of the message about an unknown key */
function check(what: string, input: Record<string, unknown>, rules: Rules): void {
  const unknown = Object.keys(input).filter((key) => !Object.hasOwn(rules, key));
  assertInput(
    unknown.length === 0,
    `${what} has no ${unknown.join(', ')}; it may have ${Object.keys(rules).join(', ')}.`,
  );
  for (const [key, { fits, sentence }] of Object.entries(rules)) assertInput(fits(input[key]), sentence);
}

const CAMPAIGN_DEFAULTS = { description: '', skillId: '1', contacts: [], results: [], ...NEW_CAMPAIGN } as const;

const CAMPAIGN_RULES = {
  name: { fits: isText, sentence: 'name must be a string.' },
  type: { fits: isOneOf('preview', 'predictive'), sentence: 'type must be preview or predictive.' },
  description: { fits: isText, sentence: 'description must be a string.' },
  skillId: { fits: isDigits, sentence: 'skillId must be a string of digits.' },
  status: { fits: isOneOf('Started', 'Stopped'), sentence: 'status must be Started or Stopped.' },
  records: { fits: isDigits, sentence: 'records must be a string of digits.' },
  speed: { fits: isText, sentence: 'speed must be a string.' },
  dialMode: { fits: isText, sentence: 'dialMode must be a string.' },
  lastUse: { fits: isText, sentence: 'lastUse must be a string.' },
  recycled: { fits: isText, sentence: 'recycled must be a string.' },
  turboDial: { fits: isText, sentence: 'turboDial must be a string.' },
  contacts: { fits: Array.isArray, sentence: 'contacts must be an array.' },
  results: {
    fits: (value: unknown) => Array.isArray(value) || typeof value === 'function',
    sentence: 'results must be an array.',
  },
} as const satisfies Rules & Record<keyof ExistingCampaign, unknown>;

const SKILL_RULES = {
  name: { fits: isText, sentence: 'name must be a string.' },
  description: { fits: isText, sentence: 'description must be a string.' },
  skillId: { fits: isDigits, sentence: 'skillId must be a string of digits.' },
  lastUse: { fits: isText, sentence: 'lastUse must be a string.' },
} as const satisfies Rules & Record<keyof ExistingSkill, unknown>;

const CALL_DEFAULTS = { date: '2026-01-01 00:00:00', telephone: '', agentId: '', activityCode: '' } as const;

const CALL_RULES = {
  result: { fits: isText, sentence: 'result must be a string.' },
  date: { fits: isReportTime, sentence: DATE_SENTENCE },
  telephone: { fits: isText, sentence: 'telephone must be a string.' },
  agentId: { fits: isText, sentence: 'agentId must be a string.' },
  activityCode: { fits: isText, sentence: 'activityCode must be a string.' },
} as const satisfies Rules & Record<keyof Call, unknown>;

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isDigits(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value);
}

function isOneOf(...values: string[]): (value: unknown) => boolean {
  return (value) => typeof value === 'string' && values.includes(value);
}
