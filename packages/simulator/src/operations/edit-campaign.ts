/**
 * `PUT campaign.php?api=edit_campaign` with any of its fields. Source: the vendor's Postman collection: the fields, the
 * 200 that returns all fields but camp_dial_order, and a 400 for each kind of invalid field. The texts are guesses.
 */
import { invalidField } from '../answers.js';
import { REFUSALS } from '../arrival.js';
import type { Campaign } from '../campaigns.js';
import type { Answer } from '../protocol.js';
import type { Skills } from '../skills.js';
import { partOf } from '../write-share.js';
import { campaignOf, isObject, type Operation } from './operation.js';

export const EDIT_CAMPAIGN: Operation = {
  verb: 'PUT',
  run: ({ query, body }, context) => {
    const { campaign_id: id } = query;
    if (!id || !isObject(body)) return { answer: REFUSALS.missingParameters };
    const found = campaignOf(context, id);
    if ('refused' in found) return { answer: found.refused };
    const { campaign } = found;
    const before = editableFields(campaign);
    const field = invalidFieldIn(body, before, context.skills);
    if (field !== null) return { campaign: campaign.stored, answer: invalidField(field) };
    const changes = Object.entries(body);
    const carriedOut = partOf(changes, context.share);
    if (carriedOut.length > 0) edit(campaign, merged(before, carriedOut));
    return { campaign: campaign.stored, answer: edited(id, merged(before, changes)) };
  },
};

/** Fields of the vendor's edit, whose names and formats differ from those of a creation. */
interface EditableFields {
  readonly campaign_name: string;
  readonly campaign_description: string;
  readonly type_camp: 'Predictive' | 'Preview';
  readonly enable_edition: string;
  /** HH:mm:ss, or "" if unset. */
  readonly start_time: string;
  readonly end_time: string;
  /** Digits, or VAGENT for the virtual agent. */
  readonly skill_id: string;
  readonly amd_conf: string;
  readonly turbo_dial: string;
  /** "yes" turns the routing of recalls off. */
  readonly routing_recall: string;
  readonly camp_dial_order: string;
  readonly optional_labels: Readonly<Record<string, string>>;
}

/** opt0 exists only here. */
const LABELS = Array.from({ length: 13 }, (_, index) => `opt${index}`);

/** The defaults of what a creation does not set are guesses. */
function editableFields({ stored, row }: Campaign): EditableFields {
  const text = (key: string, unset = ''): string => {
    const value = stored[key];
    return typeof value === 'string' && value !== '' ? value : unset;
  };
  return {
    campaign_name: stored.campaign_name,
    campaign_description: text('campaign_description'),
    type_camp: stored.type_campaign === 'predictive' ? 'Predictive' : 'Preview',
    enable_edition: text('enable_edition', 'no'),
    start_time: clock(text('start_time')),
    end_time: clock(text('end_time')),
    skill_id: text('skill_id'),
    amd_conf: text('amd', 'default'),
    turbo_dial: row.turbo_dial,
    routing_recall: text('routing_recall', 'no'),
    camp_dial_order: text('camp_dial_order', 'linear'),
    optional_labels: Object.fromEntries(LABELS.map((label) => [label, text(label)])),
  };
}

/** Returns the hour of YYYYmmddHHiiss, HHiiss or HH:mm:ss as HH:mm:ss. */
function clock(hour: string): string {
  const [, hours, minutes, seconds] = /(\d\d):?(\d\d):?(\d\d)$/.exec(hour) ?? [];
  return seconds === undefined ? '' : `${hours}:${minutes}:${seconds}`;
}

function merged(before: EditableFields, changes: readonly (readonly [string, unknown])[]): EditableFields {
  const { optional_labels, ...fields } = Object.fromEntries(changes) as Partial<EditableFields>;
  return { ...before, ...fields, optional_labels: { ...before.optional_labels, ...optional_labels } };
}

function edit(campaign: Campaign, { type_camp, amd_conf, optional_labels, ...rest }: EditableFields): void {
  const type_campaign = type_camp === 'Predictive' ? 'predictive' : 'preview';
  campaign.edit({ ...rest, ...optional_labels, type_campaign, amd: amd_conf });
  const { campaign_name, campaign_description, skill_id, turbo_dial } = rest;
  campaign.change({ campaign_name, campaign_description, type_campaign, skill_id, turbo_dial });
}

const HOUR = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
const COUNTRIES = ['ARG', 'CHL', 'COL', 'CRI', 'ECU', 'ESP', 'GTM', 'HND', 'ITA', 'MEX', 'NIC', 'PAN', 'PER'];

const isText = (value: unknown): boolean => typeof value === 'string';
const isOneOf = (...values: string[]) => {
  return (value: unknown): boolean => typeof value === 'string' && values.includes(value);
};
const isHour = (value: unknown): boolean => typeof value === 'string' && HOUR.test(value);

const FITS: Readonly<Record<keyof EditableFields, (value: unknown) => boolean>> = {
  campaign_name: (value) => isText(value) && value !== '',
  campaign_description: isText,
  type_camp: isOneOf('Predictive', 'Preview'),
  enable_edition: isOneOf('yes', 'no'),
  start_time: isHour,
  end_time: isHour,
  skill_id: isText,
  amd_conf: isOneOf('default', 'none', ...COUNTRIES),
  turbo_dial: isOneOf('yes', 'no'),
  routing_recall: isOneOf('yes', 'no'),
  camp_dial_order: isOneOf('linear', 'zigzag', 'random'),
  optional_labels: (value) =>
    isObject(value) && Object.entries(value).every(([label, title]) => LABELS.includes(label) && isText(title)),
};

/** Returns the name of the first field that is not valid; null if all are. That an unknown skill is not, is a guess. */
function invalidFieldIn(body: Record<string, unknown>, before: EditableFields, skills: Skills): string | null {
  for (const [name, value] of Object.entries(body)) {
    const known = Object.hasOwn(FITS, name);
    if (!known || !FITS[name as keyof EditableFields](value)) return name;
  }
  const { skill_id: skill, start_time: start, end_time: end } = { ...before, ...(body as Partial<EditableFields>) };
  const isKnownSkill = skill === 'VAGENT' || skills.rows().some(({ skill_id }) => skill_id === skill);
  if ('skill_id' in body && !isKnownSkill) return 'skill_id';
  const hoursChange = 'start_time' in body || 'end_time' in body;
  return hoursChange && start !== '' && end !== '' && end <= start ? 'end_time' : null;
}

function edited(id: string, fields: EditableFields): Answer {
  const msg = `The ${id} campaign_id has been edited successfully`;
  // JSON has no undefined.
  const data = [{ ...fields, camp_dial_order: undefined }];
  return { status: 200, body: { code: 200, error: null, msg, data } };
}
