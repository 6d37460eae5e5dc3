import { HOUR_FIELDS } from './calling-hours.js';
import {
  brokenOrder,
  callingHoursIssues,
  PREDICTIVE_ONLY,
  readHour,
  type AmdCountry,
  type ListedCampaign,
  type PlacedHour,
} from './campaign.js';
import { issue, type InputIssue } from './input-rules.js';
import type { Operation } from './operation.js';

/** Requested change of a campaign. Only the types of the fields are checked. null and undefined both mean no change. */
export interface CampaignEditDraft {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly enableEdition?: boolean | null;
  readonly startTime?: string | null;
  readonly endTime?: string | null;
  readonly skillId?: string | null;
  readonly amd?: AmdCountry | null;
  readonly turboDial?: boolean | null;
  readonly optionalFields?: readonly (string | null)[] | null;
}

/** Valid change of a campaign, with at least one field. An undefined field does not change. */
export interface CampaignEdit {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly enableEdition: boolean | undefined;
  /** `HH:MM:SS` on the clock of the operation. wolkvox takes only the time of day. */
  readonly startTime: string | undefined;
  readonly endTime: string | undefined;
  readonly skillId: string | undefined;
  readonly amd: AmdCountry | undefined;
  readonly turboDial: boolean | undefined;
  /** Titles of opt1, opt2 and so on; null does not change the title. undefined if no title changes. */
  readonly optionalFields: readonly (string | null)[] | undefined;
}

/**
 * Returns a CampaignEdit, or an issue for each broken rule between fields. If the operation is unknown, the rules that need its clock
 * are skipped. `editIssues` returns those that need the type of the campaign.
 */
export function newCampaignEdit(
  draft: CampaignEditDraft,
  operation: Operation | undefined,
): { readonly edit: CampaignEdit } | { readonly issues: readonly InputIssue[] } {
  const times = readTimes(draft, operation);
  if ('issues' in times) return times;
  const edit = {
    name: draft.name ?? undefined,
    description: draft.description ?? undefined,
    enableEdition: draft.enableEdition ?? undefined,
    ...times,
    skillId: draft.skillId ?? undefined,
    amd: draft.amd ?? undefined,
    turboDial: draft.turboDial ?? undefined,
    optionalFields: draft.optionalFields?.some((title) => title !== null) === true ? draft.optionalFields : undefined,
  };
  const changes = Object.values(edit).some((value) => value !== undefined);
  return changes ? { edit } : { issues: [issue([], 'CHANGE_REQUIRED')] };
}

/** Returns the times of day of the requested hours, or an issue for each broken rule. */
function readTimes(
  draft: CampaignEditDraft,
  operation: Operation | undefined,
): Pick<CampaignEdit, 'startTime' | 'endTime'> | { readonly issues: readonly InputIssue[] } {
  // In an edit the hours of every operation are without a date.
  const undated = operation && { ...operation, timeFormat: 'hhiiss' as const };
  const issues: InputIssue[] = [];
  const hours: Partial<Record<(typeof HOUR_FIELDS)[number], PlacedHour>> = {};
  let isOpen = false;
  for (const field of HOUR_FIELDS) {
    const text = draft[field] ?? undefined;
    if (text === undefined) continue;
    const hour = readHour(text, undated);
    if (typeof hour === 'string') issues.push(issue([field], hour));
    else if (hour === undefined) isOpen = true;
    else hours[field] = hour;
  }
  // Without the zone of the operation, the other rules cannot be checked.
  if (issues.length > 0 || isOpen) return { issues };
  const { startTime: from, endTime: to } = hours;
  const broken = from && to && brokenOrder(from, to, undated);
  if (broken !== undefined) return { issues: [issue(['endTime'], broken)] };
  const written = {
    startTime: from && { time: from.clock.time },
    endTime: to && { time: to.clock.time },
  };
  const outside = callingHoursIssues(written, operation);
  if (outside.length > 0) return { issues: outside };
  return { startTime: written.startTime?.time, endTime: written.endTime?.time };
}

/** Returns the fields of the edit that only a PREDICTIVE campaign has. */
export const predictiveFieldsOf = (edit: CampaignEdit): readonly (typeof PREDICTIVE_ONLY)[number][] =>
  PREDICTIVE_ONLY.filter((field) => edit[field] !== undefined);

/** Returns the campaign with the fields of an edit that a list shows. */
export const withEdit = (
  row: ListedCampaign,
  { name, description, skillId, turboDial }: CampaignEdit,
): ListedCampaign => ({
  ...row,
  name: name ?? row.name,
  description: description === undefined ? row.description : description === '' ? undefined : description,
  skillId: skillId ?? row.skillId,
  turboDial: turboDial ?? row.turboDial,
});
