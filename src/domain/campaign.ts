import { hoursOutside, type CampaignHour, type CampaignHours } from './calling-hours.js';
import { issue, type InputIssue, type InputRule } from './input-rules.js';
import type { Operation } from './operation.js';
import { occurs, readTime, wallClockAt } from './wall-clock.js';

export type { CampaignHour };

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
    const issues = PREDICTIVE_ONLY.filter((field) => (draft[field] ?? null) !== null).map((field) =>
      issue([field], 'NOT_ON_PREVIEW'),
    );
    return issues.length > 0 ? { issues } : { campaign: { type: 'PREVIEW', ...basics } };
  }

  const hours = { startTime: readHour(draft.startTime, operation), endTime: readHour(draft.endTime, operation) };
  const { startTime, endTime } = hours;
  if (typeof startTime !== 'object' || typeof endTime !== 'object')
    return {
      issues: Object.entries(hours).flatMap(([field, hour]) => (typeof hour === 'string' ? issue([field], hour) : [])),
    };
  const broken = brokenOrder(startTime, endTime, operation);
  if (broken !== undefined) return { issues: [issue(['endTime'], broken)] };
  const placed = { startTime: startTime.clock, endTime: endTime.clock };
  const written = operation?.timeFormat === 'hhiiss' ? withoutDates(placed) : placed;
  // wolkvox receives no date in the format hhiiss, so its campaign dials on every day.
  const outside = [...callingHoursIssues(placed, operation), ...callingHoursIssues(written, operation)];
  if (outside.length > 0) return { issues: outside.filter(isFirstOfItsField) };
  return {
    campaign: {
      type: 'PREDICTIVE',
      startTime: written.startTime,
      endTime: written.endTime,
      amd: draft.amd ?? undefined,
      // Last, because V8 adds keys after a spread slowly.
      ...basics,
    },
  };
}

/** Fields that exist on PREDICTIVE campaigns only. */
export const PREDICTIVE_ONLY = ['startTime', 'endTime', 'amd'] as const;

/** Hour on the clock of the operation. `instant` is set if the caller sent an offset. */
export interface PlacedHour {
  readonly clock: CampaignHour;
  readonly instant?: Date;
}

/** Returns the hour on the wall clock, or the broken rule. Undefined: it needs the zone of an unknown operation, another issue. */
export function readHour(
  text: string | null | undefined,
  operation: Operation | undefined,
): PlacedHour | InputRule | undefined {
  if (text === undefined || text === null) return 'REQUIRED_ON_PREDICTIVE';
  const written = readTime(text);
  switch (written?.kind) {
    case 'bare':
      return operation?.timeFormat === 'YYYYmmddhhiiss' ? 'DATE_REQUIRED' : { clock: { time: written.time } };
    case 'local': {
      const exists = operation === undefined || occurs(written.clock, operation.timeZone);
      return exists ? { clock: written.clock } : 'CAMPAIGN_TIME';
    }
    case 'instant': {
      if (operation === undefined) return undefined;
      const clock = wallClockAt(written.instant, operation.timeZone);
      return clock === undefined ? 'CAMPAIGN_TIME' : { clock, instant: written.instant };
    }
    case undefined:
      return 'CAMPAIGN_TIME';
  }
}

/** Returns the rule that the order or the days of two hours break. `hhiiss` has no date, so it cannot hold several days. */
export function brokenOrder(from: PlacedHour, to: PlacedHour, operation: Operation | undefined): InputRule | undefined {
  const [start, end] = [from.clock, to.clock];
  const bothDated = start.date !== undefined && end.date !== undefined;
  if (operation?.timeFormat === 'hhiiss' && bothDated && start.date !== end.date) return 'SAME_DAY';
  if (operation === undefined && (start.date === undefined) !== (end.date === undefined)) return undefined;
  const reading = ({ date, time }: CampaignHour): string => (bothDated ? `${date}T${time}` : time);
  // When clocks are set back, a later reading can be an earlier instant.
  const instantsBack = from.instant !== undefined && to.instant !== undefined && to.instant <= from.instant;
  return reading(end) > reading(start) && !instantsBack ? undefined : 'AFTER_START';
}

const withoutDates = ({
  startTime,
  endTime,
}: {
  readonly startTime: CampaignHour;
  readonly endTime: CampaignHour;
}) => ({
  startTime: { time: startTime.time },
  endTime: { time: endTime.time },
});

/** Returns an issue for each hour that is outside the calling hours of the operation. */
export const callingHoursIssues = (
  hours: CampaignHours,
  operation: Pick<Operation, 'callingHours'> | undefined,
): readonly InputIssue[] =>
  operation?.callingHours === undefined
    ? []
    : hoursOutside(hours, operation.callingHours).map((field) => issue([field], 'OUTSIDE_CALLING_HOURS'));

/** Removes a second issue of the same field. */
const isFirstOfItsField = ({ path }: InputIssue, index: number, issues: readonly InputIssue[]): boolean =>
  issues.findIndex((other) => other.path[0] === path[0]) === index;
