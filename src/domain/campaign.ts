import { issue, type InputIssue } from './input-rules.js';
import type { Operation } from './operation.js';
import { occurs, readTime, wallClockAt, type WallClock } from './wall-clock.js';

export const CAMPAIGN_TYPES = ['PREVIEW', 'PREDICTIVE'] as const;
export type CampaignType = (typeof CAMPAIGN_TYPES)[number];

/** Countries with a tuned answering-machine detection (spec). */
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

/** Campaign in wolkvox, with the fields that are known after its creation. */
export interface Campaign {
  readonly operation: Operation;
  /** Number that wolkvox assigned. */
  readonly campaignId: string;
  readonly name: string;
  /** undefined: a value that this version does not recognize. */
  readonly type: CampaignType | undefined;
}

/** Campaign in the list of wolkvox. A field is undefined if the list lacks it or contains an unrecognized value. */
export interface ListedCampaign extends Omit<Campaign, 'operation'> {
  readonly description: string | undefined;
  readonly status: CampaignStatus | undefined;
  readonly skillId: string | undefined;
  /** Number of contacts. */
  readonly contactCount: number | undefined;
  /** 0 to 100 (doc). */
  readonly speed: number | undefined;
  /** Value of wolkvox, unchanged. */
  readonly dialMode: string | undefined;
  /** `YYYY-MM-DDTHH:MM:SS` on the wall clock of the operation. */
  readonly lastUsedAt: string | undefined;
  readonly recycleCount: number | undefined;
  readonly turboDial: boolean | undefined;
}

/** Requested campaign. Only the types of the fields are checked. null and undefined both mean unset. */
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

/** Start or end hour of a campaign. It has no date if the time format of the operation has none. */
export type CampaignHour = Pick<WallClock, 'time'> & Partial<Pick<WallClock, 'date'>>;

interface NewCampaignOfAnyType {
  readonly name: string;
  readonly description: string;
  readonly skillId: string;
  /** Titles of opt1, opt2 and so on; null leaves a gap. */
  readonly optionalFields: readonly (string | null)[];
  readonly enableEdition: boolean;
}

/** Valid campaign, ready to be created. Hours and amd exist on PREDICTIVE campaigns only. */
export type NewCampaign = NewCampaignOfAnyType &
  (
    | { readonly type: 'PREVIEW' }
    | {
        readonly type: 'PREDICTIVE';
        readonly startTime: CampaignHour;
        readonly endTime: CampaignHour;
        /** undefined: default detection of wolkvox. */
        readonly amd: AmdCountry | undefined;
      }
  );

/**
 * Returns a NewCampaign, or an issue for each broken rule between fields. No other function creates a NewCampaign. If the
 * operation is unknown, the rules that need its clock are skipped.
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
  const startTime = readHour('startTime', draft.startTime, operation, issues);
  const endTime = readHour('endTime', draft.endTime, operation, issues);
  if (startTime === undefined || endTime === undefined) return { issues };
  issues.push(...checkHours(startTime, endTime, operation));
  if (issues.length > 0) return { issues };
  const written = operation?.timeFormat === 'hhiiss' ? withoutDate : (same: CampaignHour) => same;
  return {
    campaign: {
      type: 'PREDICTIVE',
      startTime: written(startTime.clock),
      endTime: written(endTime.clock),
      amd: draft.amd ?? undefined,
      // Last, because V8 adds keys after a spread slowly.
      ...basics,
    },
  };
}

const PREDICTIVE_ONLY = ['startTime', 'endTime', 'amd'] as const;

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Hour on the clock of the operation. `instant` is set if the caller sent an offset. */
interface PlacedHour {
  readonly clock: CampaignHour;
  readonly instant: Date | undefined;
}

/** Returns the hour on the wall clock of the operation, or adds to `issues` and returns undefined. */
function readHour(
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
    // An instant needs the time zone of an operation. A missing operation is reported by another issue.
    if (written === undefined || operation !== undefined) issues.push(issue([field], 'CAMPAIGN_TIME'));
    return undefined;
  }
  if (written?.kind === 'local' && operation !== undefined && !occurs(written.clock, operation.timeZone)) {
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
 * Checks the order and the days of two hours. The time format `hhiiss` has no date, so a span over several days cannot be sent
 * in it.
 */
function checkHours(from: PlacedHour, to: PlacedHour, operation: Operation | undefined): InputIssue[] {
  const [start, end] = [from.clock, to.clock];
  const bothDated = start.date !== undefined && end.date !== undefined;
  if (operation?.timeFormat === 'hhiiss' && bothDated && start.date !== end.date)
    return [issue(['endTime'], 'SAME_DAY')];
  if (operation === undefined && (start.date === undefined) !== (end.date === undefined)) return [];
  const reading = ({ date, time }: CampaignHour): string => (bothDated ? `${date}T${time}` : time);
  // When clocks are set back, a later reading can be an earlier instant.
  const instantsBack = from.instant !== undefined && to.instant !== undefined && to.instant <= from.instant;
  return reading(end) > reading(start) && !instantsBack ? [] : [issue(['endTime'], 'AFTER_START')];
}

const withoutDate = ({ time }: CampaignHour): CampaignHour => ({ time });
