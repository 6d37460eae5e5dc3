import type { CampaignStatus, CampaignType } from '../../domain/campaign.js';
import type { NewContact } from '../../domain/contact.js';
import { isObject } from '../../shared/json.js';
import { MAX_ROW_RESPONSE_BYTES } from '../constants.js';
import { sanitizeMessage } from '../envelope.js';
import { TYPE_VALUES } from './campaign-values.js';
import { fieldNamedIn, toRecord } from './contact-record.js';
import type { Endpoint } from './endpoint.js';
import { maskContacts } from './mask-contacts.js';
import { listedValues, RowReader } from './row-reader.js';

/** Contacts to send to one campaign. */
export interface ContactUpload {
  readonly campaignId: string;
  readonly type: CampaignType;
  /** Present status of the campaign. */
  readonly status: CampaignStatus;
  readonly contacts: readonly NewContact[];
}

/** Contact that wolkvox rejected. */
export interface RejectedRecord {
  /** Index in the upload. */
  readonly position: number;
  /** Path of the field that wolkvox named, within the contact; [] if it named none. */
  readonly field: readonly string[];
}

/** What wolkvox did with an upload. */
export interface UploadedContacts {
  readonly accepted: number;
  readonly rejected: readonly RejectedRecord[];
  /** Rejected contacts whose position cannot be read. */
  readonly unlocated: number;
  readonly message: string;
}

/**
 * POST campaign.php?api=add_record, with an array of records (doc). `campaign_status` was documented as the present status, and is
 * documented as the desired one. So the present status is sent, which changes nothing in both readings.
 */
export const addContacts: Endpoint<ContactUpload, UploadedContacts> = {
  api: 'add_record',
  file: 'campaign',
  method: 'POST',
  safe: false,
  query: ({ type, campaignId, status }) => ({
    type_campaign: TYPE_VALUES[type],
    campaign_id: campaignId,
    campaign_status: STATUS_VALUES[status],
  }),
  body: ({ type, contacts }) => contacts.map((contact) => toRecord(contact, type)),
  readSuccess: ({ msg, data }, { contacts }) => {
    const message = sanitizeMessage(maskContacts(msg, contacts));
    const block = blockOf(data);
    if (block !== undefined) return readCounts(block, contacts.length, message);
    // The documented sentence counts as the missing data.
    return ALL_ADDED.test(msg) ? { accepted: contacts.length, rejected: [], unlocated: 0, message } : undefined;
  },
  readRefusal: ({ msg, data, rule }, { contacts }) => {
    const message = sanitizeMessage(maskContacts(msg, contacts));
    const block = blockOf(data);
    if (block === undefined) return rule === 'no-record-added' ? allRejected(contacts.length, message) : undefined;
    const counts = readCounts(block, contacts.length, message);
    return counts !== undefined && counts.accepted < contacts.length ? counts : undefined;
  },
  provesDone: ({ data }) => {
    const block = blockOf(data) ?? {};
    const success = readerOf(block).count('total_success');
    return success === undefined ? isFilled(block.total_success) : success !== 0;
  },
  maskInput: (text, { contacts }) => maskContacts(text, contacts),
  maxResponseBytes: MAX_ROW_RESPONSE_BYTES,
};

const STATUS_VALUES = { STARTED: 'start', STOPPED: 'stop' } as const satisfies Record<CampaignStatus, string>;

const ALL_ADDED = /\ball records ha(?:s|ve) been added\b/i;

type Block = Readonly<Record<string, unknown>>;

/** Figures of the response (doc, seen). */
const FIGURES = ['total_registers', 'total_success', 'total_errors', 'array_errors'] as const;

/** Returns the row with the figures; undefined if there is none. */
function blockOf(data: unknown): Block | undefined {
  const rows = listedValues(data);
  const row = rows?.length === 1 ? rows[0] : undefined;
  return isObject(row) && FIGURES.some((key) => isFilled(row[key])) ? row : undefined;
}

const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const readerOf = (row: Block): RowReader => Object.assign(new RowReader(), { row });

/**
 * Reads the figures of an upload of `sent` records; undefined if they contradict each other. `total_registers` is the number of added
 * records of a success (doc), and the number of sent ones beside `total_success` (seen).
 */
function readCounts(block: Block, sent: number, message: string): UploadedContacts | undefined {
  const reader = readerOf(block);
  const total = reader.count('total_registers');
  const success = reader.count('total_success');
  const errors = reader.count('total_errors');
  const listed = listedValues(block.array_errors);
  if (reader.unrecognized.size > 0 || listed === undefined) return undefined;
  if (success === undefined && errors === undefined)
    return listed.length === 0 && total === sent ? { accepted: sent, rejected: [], unlocated: 0, message } : undefined;
  const accepted = success ?? sent - (errors ?? 0);
  const rejectedCount = errors ?? sent - accepted;
  const isTotal = total === undefined || total === sent || total === accepted;
  if (accepted < 0 || rejectedCount < 0 || accepted + rejectedCount !== sent || !isTotal) return undefined;
  const located = locate(listed, sent);
  if (located.size > rejectedCount) return undefined;
  const rejected =
    rejectedCount === sent
      ? Array.from({ length: sent }, (_, position) => ({ position, field: located.get(position) ?? [] }))
      : [...located].map(([position, field]) => ({ position, field })).sort((a, b) => a.position - b.position);
  return { accepted, rejected, unlocated: rejectedCount - rejected.length, message };
}

const allRejected = (sent: number, message: string): UploadedContacts => ({
  accepted: 0,
  rejected: Array.from({ length: sent }, (_, position) => ({ position, field: [] })),
  unlocated: 0,
  message,
});

/**
 * Returns the rejected positions, which count from 0 (seen), with the field that the text of each names. Returns none if one is
 * outside the upload, because all of them may then be counted differently.
 */
function locate(errors: readonly unknown[], sent: number): ReadonlyMap<number, readonly string[]> {
  const located = new Map<number, readonly string[]>();
  for (const entry of errors) {
    const texts = isObject(entry) ? [entry.error, entry.msg] : [entry];
    const text = texts.filter((part) => typeof part === 'string').join(' ');
    const digits = POSITION.exec(text)?.[1];
    if (digits === undefined) continue;
    const position = Number(digits);
    if (position >= sent) return new Map();
    located.set(position, fieldNamedIn(text));
  }
  return located;
}

const POSITION = /\bobject position\D{0,5}(\d{1,6})\b/i;
