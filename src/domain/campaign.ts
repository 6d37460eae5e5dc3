import { issue, type InputIssue } from './input-rules.js';
import type { Operation } from './operation.js';
import { isShown, readTime, wallClockAt, type WallClock } from './wall-clock.js';

export const CAMPAIGN_TYPES = ['PREVIEW', 'PREDICTIVE'] as const;
export type CampaignType = (typeof CAMPAIGN_TYPES)[number];

/** The countries for which wolkvox tunes its answering-machine detection (spec). */
export const AMD_COUNTRIES = [
  'ARG',
  'CHL',
  'COL',
  'CRI',
  'ECU',
  'ESP',
  'GTM',
  'HND',
  'ITA',
  'MEX',
  'NIC',
  'PAN',
  'PER',
] as const;
export type AmdCountry = (typeof AMD_COUNTRIES)[number];

export const CAMPAIGN_STATUSES = ['STARTED', 'STOPPED'] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/** A campaign that exists in wolkvox, as far as its creation tells. */
export interface Campaign {
  readonly operation: Operation;
  /** wolkvox's own number. */
  readonly campaignId: string;
  readonly name: string;
  /** Undefined: a word that this layer does not know. */
  readonly type: CampaignType | undefined;
}

/** A campaign as wolkvox lists it; what the list does not tell, or tells in words unknown to this layer, is undefined. */
export interface ListedCampaign extends Omit<Campaign, 'operation'> {
  readonly description: string | undefined;
  readonly status: CampaignStatus | undefined;
  readonly skillId: string | undefined;
  /** Contacts in it. */
  readonly records: number | undefined;
  /** 0 to 100 (doc). */
  readonly speed: number | undefined;
  /** wolkvox's own word. */
  readonly dialMode: string | undefined;
  /** `YYYY-MM-DDTHH:MM:SS` of the operation's wall clock. */
  readonly lastUsedAt: string | undefined;
  readonly recycled: number | undefined;
  readonly turboDial: boolean | undefined;
}

/** What a caller asks for, each field of the right type, nothing else checked. Null and undefined both mean unset. */
export interface CampaignDraft {
  readonly type: CampaignType;
  readonly name: string;
  readonly description?: string | null;
  readonly skillId: string;
  readonly startTime?: string | null;
  readonly endTime?: string | null;
  readonly optionalFields?: readonly (string | null)[] | null;
  readonly amd?: AmdCountry | null;
  readonly enableEdition?: boolean | null;
}

/** An hour as the operation takes it: without a date where its time format has none. */
export type CampaignHour = Pick<WallClock, 'time'> & Partial<Pick<WallClock, 'date'>>;

interface NewCampaignOfAnyType {
  readonly name: string;
  readonly description: string;
  readonly skillId: string;
  /** Titles of opt1, opt2 …; null leaves a gap. */
  readonly optionalFields: readonly (string | null)[];
  readonly enableEdition: boolean;
}

/** A campaign that may be created. Hours and amd exist only where wolkvox gives them a meaning. */
export type NewCampaign = NewCampaignOfAnyType &
  (
    | { readonly type: 'PREVIEW' }
    | {
        readonly type: 'PREDICTIVE';
        readonly startTime: CampaignHour;
        readonly endTime: CampaignHour;
        /** undefined: wolkvox's default detection. */
        readonly amd: AmdCountry | undefined;
      }
  );

/**
 * The only door to a NewCampaign: the rules between fields. Answers every broken one, not just the first.
 * Without an operation (its id was not known) the rules that need its clock are passed over.
 */
export function newCampaign(
  draft: CampaignDraft,
  operation: Operation | undefined,
): { readonly campaign: NewCampaign } | { readonly issues: readonly InputIssue[] } {
  const basics = {
    name: draft.name,
    description: draft.description ?? '',
    skillId: draft.skillId,
    optionalFields: draft.optionalFields ?? [],
    enableEdition: draft.enableEdition ?? false,
  };

  if (draft.type === 'PREVIEW') {
    const issues = PREDICTIVE_ONLY.filter((field) => isSet(draft[field])).map((field) =>
      issue([field], 'NOT_ON_PREVIEW'),
    );
    return issues.length > 0 ? { issues } : { campaign: { type: 'PREVIEW', ...basics } };
  }

  const issues: InputIssue[] = [];
  const startTime = hour('startTime', draft.startTime, operation, issues);
  const endTime = hour('endTime', draft.endTime, operation, issues);
  if (startTime === undefined || endTime === undefined) return { issues };
  issues.push(...betweenHours(startTime, endTime, operation));
  if (issues.length > 0) return { issues };
  const written = operation?.timeFormat === 'hhiiss' ? withoutDate : (same: CampaignHour) => same;
  return {
    campaign: {
      type: 'PREDICTIVE',
      startTime: written(startTime.clock),
      endTime: written(endTime.clock),
      amd: draft.amd ?? undefined,
      // Last: V8 adds keys behind a spread at the cost of microseconds.
      ...basics,
    },
  };
}

const PREDICTIVE_ONLY = ['startTime', 'endTime', 'amd'] as const;

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** An hour on the operation's clock; `instant` where the caller wrote one. */
interface PlacedHour {
  readonly clock: CampaignHour;
  readonly instant: Date | undefined;
}

/** Reads one hour on the operation's wall clock, or says in `issues` why there is none. */
function hour(
  field: 'startTime' | 'endTime',
  text: string | null | undefined,
  operation: Operation | undefined,
  issues: InputIssue[],
): PlacedHour | undefined {
  if (text === undefined || text === null) {
    issues.push(issue([field], 'REQUIRED_ON_PREDICTIVE'));
    return undefined;
  }
  const written = readTime(text);
  const clock =
    written?.kind === 'instant'
      ? operation && wallClockAt(written.instant, operation.timeZone)
      : written?.kind === 'local'
        ? written.clock
        : written;
  if (clock === undefined) {
    // An instant cannot be placed without an operation; that the operation is missing is its own issue.
    if (written === undefined || operation !== undefined) issues.push(issue([field], 'CAMPAIGN_TIME'));
    return undefined;
  }
  if (written?.kind === 'local' && operation !== undefined && !isShown(written.clock, operation.timeZone)) {
    issues.push(issue([field], 'CAMPAIGN_TIME'));
    return undefined;
  }
  if (written?.kind === 'bare' && operation?.timeFormat === 'YYYYmmddhhiiss') {
    issues.push(issue([field], 'DATE_REQUIRED'));
    return undefined;
  }
  return { clock, instant: written?.kind === 'instant' ? written.instant : undefined };
}

/**
 * Order and day. `hhiiss` carries no date, so a span over several days cannot be told to such an operation: it would
 * become another campaign. A span within one day can.
 */
function betweenHours(from: PlacedHour, to: PlacedHour, operation: Operation | undefined): InputIssue[] {
  const [start, end] = [from.clock, to.clock];
  const bothDated = start.date !== undefined && end.date !== undefined;
  if (operation?.timeFormat === 'hhiiss' && bothDated && start.date !== end.date)
    return [issue(['endTime'], 'SAME_DAY')];
  if (operation === undefined && (start.date === undefined) !== (end.date === undefined)) return [];
  const reading = ({ date, time }: CampaignHour): string => (bothDated ? `${date}T${time}` : time);
  // Where clocks are set back, a later reading can be an earlier instant.
  const instantsBack = from.instant !== undefined && to.instant !== undefined && to.instant <= from.instant;
  return reading(end) > reading(start) && !instantsBack ? [] : [issue(['endTime'], 'AFTER_START')];
}

const withoutDate = ({ time }: CampaignHour): CampaignHour => ({ time });
