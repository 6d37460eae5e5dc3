/**
 * `POST campaign.php?api=add_record`. Sources: the vendor's Postman collection (keys, lengths, limit of 10,000) and
 * recorded answers (the success, the refusals). The reasons for which a record is rejected, except a missing
 * customer_id, are guesses.
 */
import { capacityExceeded, recordError, someRecordsAdded, type RecordError } from '../answers.js';
import { REFUSALS } from '../arrival.js';
import type { Campaign } from '../campaigns.js';
import { customerIdOf, textOf, type ContactFields } from '../contact-fields.js';
import { refusal } from '../response.js';
import type { Answer, CampaignType } from '../protocol.js';
import type { Readings } from '../readings.js';
import { isCarriedOut, partOf } from '../write-share.js';
import { campaignOf, countLags, isCampaignType, isObject, type Operation, type OperationContext } from './operation.js';

const MAX_RECORDS = 10_000;

export const ADD_RECORD: Operation = {
  verb: 'POST',
  run: ({ query, body }, context) => {
    const { type_campaign: type, campaign_id: id } = query;
    // A single object instead of an array was sent by old programs; the answer is unknown, and 400 a guess.
    if (!isCampaignType(type) || !id || !isRecordList(body)) return { answer: REFUSALS.missingParameters };
    if (body.length > MAX_RECORDS) return { answer: TOO_MANY_RECORDS };
    const found = campaignOf(context, id, type);
    if ('refused' in found) return { answer: found.refused };
    const { campaign } = found;
    return { campaign: campaign.stored, answer: addRecords(campaign, body, query.campaign_status, context) };
  },
};

function isRecordList(body: unknown): body is ContactFields[] {
  return Array.isArray(body) && body.length > 0 && body.every(isObject);
}

/** The limit is documented; the answer is a guess. */
const TOO_MANY_RECORDS = refusal(400, `ONLY ${MAX_RECORDS} RECORDS ARE ALLOWED PER REQUEST`);

function addRecords(
  campaign: Campaign,
  records: readonly ContactFields[],
  campaignStatus: string | undefined,
  context: OperationContext,
): Answer {
  const { readings, share } = context;
  const uploading = recordsLoaded(campaign, context) + records.length;
  const { contactsPerCampaign } = context.settings;
  // That the capacity is checked before the records is a guess.
  if (uploading > contactsPerCampaign) return capacityExceeded(uploading, contactsPerCampaign);

  const problems = records.map((record) => problemOf(record, campaign.type, readings));
  const good = records.filter((_record, position) => problems[position] === null);
  const errors = problems.flatMap((msg, position) => (msg === null ? [] : [recordError(position, msg)]));
  campaign.contacts.add(partOf(good, share), readings.duplicates, countLags(context));
  if (good.length > 0 && isCarriedOut(context)) setStatus(campaign, campaignStatus, readings);
  return answerFor(records.length, errors, readings);
}

function recordsLoaded(campaign: Campaign, { campaigns, readings }: OperationContext): number {
  if (readings.capacityScope === 'campaign') return campaign.contacts.count;
  return campaigns.all().reduce((sum, { contacts }) => sum + contacts.count, 0);
}

/**
 * Under the reading `desired`, "start" and "1" start the campaign ("1" was seen). That any other value stops it, and
 * that a missing one starts a predictive campaign, are guesses. A preview campaign takes the parameter only from older
 * programs, so a missing one changes nothing there.
 */
function setStatus(
  campaign: Campaign,
  campaignStatus: string | undefined,
  { campaignStatus: reading }: Readings,
): void {
  if (reading === 'present') return;
  if (campaignStatus === undefined && campaign.type === 'preview') return;
  const starts = campaignStatus === undefined || campaignStatus === 'start' || campaignStatus === '1';
  campaign.change({ status: starts ? 'Started' : 'Stopped' });
}

/** The answer to all good records was seen. */
function answerFor(total: number, errors: readonly RecordError[], { partialSuccess }: Readings): Answer {
  if (errors.length > 0) return someRecordsAdded(total, errors, errors.length === total ? 404 : partialSuccess);
  const data = [{ total_registers: String(total) }];
  return { status: 201, body: { code: 201, error: null, msg: 'All records has been added successfully', data } };
}

/** Keys of both types, in the vendor's order. */
export const COMMON_KEYS: readonly string[] = [
  ...['customer_name', 'customer_last_name', 'id_type', 'customer_id', 'age', 'gender'],
  ...['country', 'state', 'city', 'zone', 'address'],
  ...Array.from({ length: 12 }, (_, index) => `opt${index + 1}`),
  ...Array.from({ length: 10 }, (_, index) => `tel${index + 1}`),
];

/** Keys of a record: 37 on predictive, 34 on preview. */
const KEYS: Readonly<Record<CampaignType, readonly string[]>> = {
  predictive: [...COMMON_KEYS, 'tel_extra', 'email', 'recall_date', 'recall_telephone'],
  preview: [...COMMON_KEYS, 'agent_id'],
};

/** Returns why a record is rejected; null if it is not. */
function problemOf(record: ContactFields, type: CampaignType, readings: Readings): string | null {
  if (customerIdOf(record).trim() === '') return 'customer_id is required';
  const values = Object.values(record);
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) return 'The value is invalid';
  for (let nth = 1; nth <= 12; nth += 1) {
    const longest = nth <= 6 ? 100 : 200;
    if (textOf(record, `opt${nth}`).length > longest) return `opt${nth} exceeds ${longest} characters`;
  }
  if (!/^(?:\d{14})?$/.test(textOf(record, 'recall_date'))) return 'recall_date is invalid';
  const missing = KEYS[type].find((key) => !Object.hasOwn(record, key));
  if (readings.missingKeys === 'reject' && missing !== undefined) return `${missing} is required`;
  if (readings.fourByteCharacters === 'reject' && values.some(hasFourByteCharacter)) return 'The value is invalid';
  return null;
}

function hasFourByteCharacter(value: unknown): boolean {
  return /[\u{10000}-\u{10FFFF}]/u.test(String(value));
}
