/**
 * Row of one campaign on the board, `GET real_time.php?api=campaigns`. Source: the vendor's page and recorded answers.
 * Guesses: which results each count covers, that the penetration is the share of the contacts that were called, and that
 * hits are answered calls.
 */
import { assertInput, isRecord } from './assert.js';
import type { CallCounts, Contacts } from './contacts.js';
import type { CampaignRow } from './listing.js';
import type { Readings } from './readings.js';

/** Differences of a row from the usual one, for a test. */
export interface BoardChanges {
  /** False leaves the campaign out of the board. @default true */
  readonly shown?: boolean;
  /** Columns with another value, for example {"dial":"many"}. @default none */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Columns that are missing. @default none */
  readonly without?: readonly string[];
}

export class Board {
  #changes: BoardChanges = {};

  change(changes: BoardChanges): void {
    this.#changes = changes;
  }

  /** Returns the row of a campaign; null if the board does not show it. */
  row(campaign: CampaignRow, contacts: Contacts, readings: Readings): object | null {
    const { shown = true, values = {}, without = [] } = this.#changes;
    if (!shown) return null;
    const row = { ...usualRow(campaign, contacts, readings), ...values };
    return Object.fromEntries(Object.entries(row).filter(([column]) => !without.includes(column)));
  }
}

/** Validates changes of a row. @throws RangeError with a message about the first problem */
export function readBoardChanges(input: unknown): BoardChanges {
  assertInput(isRecord(input), 'The row must be an object, for example {"values":{"dial":"many"}}.');
  const { shown = true, values = {}, without = [], ...rest } = input;
  const unknown = Object.keys(rest);
  assertInput(unknown.length === 0, `The row has no ${unknown.join(', ')}; it may have shown, values, without.`);
  assertInput(typeof shown === 'boolean', 'shown must be true or false.');
  assertInput(isRecord(values), 'values must be an object, for example {"dial":"many"}.');
  assertInput(isTexts(without), 'without must be an array of columns, for example ["clean"].');
  return { shown, values, without };
}

function isTexts(input: unknown): input is string[] {
  return Array.isArray(input) && input.every((column) => typeof column === 'string');
}

function usualRow(campaign: CampaignRow, contacts: Contacts, readings: Readings): Record<string, unknown> {
  const counts = contacts.countsForBoard();
  const number = (count: number): string | number => (readings.boardCounts === 'number' ? count : String(count));
  const penetration = percentage(counts.dialled, contacts.count, readings);
  return {
    campaign: label(campaign, readings),
    speed: campaign.speed,
    status: campaign.status.toLowerCase(),
    skill_id: campaign.skill_id,
    records: number(contacts.count),
    clean: number(contacts.cleanCount),
    dial: number(counts.calls),
    ...outcomes(counts, number),
    penetration_day: penetration,
    penetration_now: penetration,
    hits: number(counts.answered),
    calls_x_min: number(counts.lastMinute),
    recycled: campaign.recycled,
  };
}

function outcomes(counts: CallCounts, number: (count: number) => string | number): Record<string, string | number> {
  return {
    answer: number(counts.answered),
    no_answer: number(counts.unanswered),
    'busy/congestion/failed': number(counts.busyOrFailed),
    answer_machine: number(counts.machines),
  };
}

/** The id and the name were seen; the words of the strategy are a guess. */
function label({ campaign_id: id, campaign_name: name, type_campaign: type }: CampaignRow, readings: Readings): string {
  if (readings.boardLabel === 'plain') return `${id} - ${name}`;
  const strategy = type === 'preview' ? 'Preview' : 'Predictive (Linear)';
  return `${id} - ${name} - Strategy (${strategy})`;
}

function percentage(part: number, all: number, { boardPercent }: Readings): string {
  const digits = (all === 0 ? 0 : Math.min(100, (100 * part) / all)).toFixed(1);
  if (boardPercent === 'comma') return `${digits.replace('.', ',')}%`;
  return boardPercent === 'plain' ? digits : `${digits}%`;
}
