import { wallClockAt, type WallClock } from './wall-clock.js';

/** Days in the order of Date.getUTCDay. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Time of a day in which calls are allowed, on the wall clock of the operation: `HH:MM:SS`, at most `24:00:00`. */
export interface CallingWindow {
  readonly from: string;
  /** The first second after it. */
  readonly to: string;
}

/** Windows of each weekday, in order. Two windows of a day neither overlap nor touch. */
export type CallingWindows = Readonly<Record<Weekday, readonly CallingWindow[]>>;

/** Times at which an operation allows calls. */
export interface CallingHours {
  readonly windows: CallingWindows;
  /** Returns true if no calls are allowed on this day (`YYYY-MM-DD`) because it is a public holiday. Omitted if there are none. */
  readonly isHoliday?: ((date: string) => boolean) | undefined;
}

/** Start or end hour of a campaign. It has no date if the time format of the operation has none. */
export type CampaignHour = Pick<WallClock, 'time'> & Partial<Pick<WallClock, 'date'>>;

/** Hours of a campaign. A missing one is not known, or does not change. */
export interface CampaignHours {
  readonly startTime?: CampaignHour | undefined;
  readonly endTime?: CampaignHour | undefined;
}

/** Returns the windows with those that overlap or touch merged, in order. */
export function mergeWindows(windows: readonly CallingWindow[]): readonly CallingWindow[] {
  const merged: CallingWindow[] = [];
  for (const { from, to } of windows.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last === undefined || last.to < from) merged.push({ from, to });
    else if (last.to < to) merged[merged.length - 1] = { from: last.from, to };
  }
  return merged;
}

/** Returns true if the operation allows calls at this instant. Without calling hours it always does. */
export function allowsCallsAt(
  instant: Date,
  { callingHours, timeZone }: { readonly callingHours?: CallingHours | undefined; readonly timeZone: string },
): boolean {
  if (callingHours === undefined) return true;
  const clock = wallClockAt(instant, timeZone);
  return (
    clock !== undefined &&
    windowsOn(clock.date, callingHours).some(({ from, to }) => from <= clock.time && clock.time < to)
  );
}

/**
 * Returns the hours of a campaign that are outside the calling hours. A campaign dials on each of its days from the start hour to the
 * end hour (help), so each day from the first to the last must have one window around both. An hour without a date applies to each
 * weekday that has a window. `endTime` is returned too if only the time between the hours is outside.
 */
export function hoursOutside(hours: CampaignHours, callingHours: CallingHours): readonly (keyof CampaignHours)[] {
  const { startTime, endTime } = hours;
  const outside = HOUR_FIELDS.filter((field) => {
    const hour = hours[field];
    return (
      hour !== undefined && !daysOf(hour, callingHours).every((windows) => windows.some(CONTAINS[field](hour.time)))
    );
  });
  if (outside.length > 0 || startTime === undefined || endTime === undefined) return outside;
  return isCovered(startTime, endTime, callingHours) ? [] : ['endTime'];
}

export const HOUR_FIELDS = ['startTime', 'endTime'] as const satisfies readonly (keyof CampaignHours)[];

/** A campaign may end when a window ends, but not start then. */
const CONTAINS = {
  startTime:
    (time: string) =>
    ({ from, to }: CallingWindow) =>
      from <= time && time < to,
  endTime:
    (time: string) =>
    ({ from, to }: CallingWindow) =>
      from < time && time <= to,
};

type Day = readonly CallingWindow[];

function windowsOn(date: string, { windows, isHoliday }: CallingHours): Day {
  const day = windows[WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sunday'];
  return day.length > 0 && isHoliday?.(date) === true ? [] : day;
}

/** Returns the days on which an hour applies. */
function daysOf({ date }: CampaignHour, callingHours: CallingHours): readonly Day[] {
  return date === undefined ? openWeekdays(callingHours) : [windowsOn(date, callingHours)];
}

const openWeekdays = ({ windows }: CallingHours): readonly Day[] =>
  WEEKDAYS.map((weekday) => windows[weekday]).filter((day) => day.length > 0);

/** Returns true if the time between two hours, each inside a window, is inside one too. */
function isCovered(start: CampaignHour, end: CampaignHour, callingHours: CallingHours): boolean {
  const contains = ({ from, to }: CallingWindow): boolean => from <= start.time && end.time <= to;
  if (start.date === undefined || end.date === undefined)
    return openWeekdays(callingHours).every((day) => day.some(contains));
  const days = daysBetween(start.date, end.date);
  // Each year has a public holiday. Without holidays the weekdays repeat.
  if (days.length > MAX_DAYS && callingHours.isHoliday !== undefined) return false;
  const opened = days.map((date) => windowsOn(date, callingHours));
  if (start.date === end.date || start.time < end.time) return opened.every((day) => day.some(contains));
  // The end hour is not after the start hour, so the campaign dials through the nights.
  return opened.every((day, index) => {
    const from = index === 0 ? start.time : DAY_START;
    const to = index === opened.length - 1 ? end.time : DAY_END;
    return day.some((window) => window.from <= from && to <= window.to);
  });
}

const DAY_START = '00:00:00';
const DAY_END = '24:00:00';
const DAY_MS = 86_400_000;

/** Most days of a campaign whose holidays are checked: a leap year. */
const MAX_DAYS = 366;

/** Returns the dates from the first to the last day, at most one more than MAX_DAYS. */
function daysBetween(first: string, last: string): readonly string[] {
  const firstMs = Date.parse(`${first}T00:00:00Z`);
  const count = Math.round((Date.parse(`${last}T00:00:00Z`) - firstMs) / DAY_MS) + 1;
  return Array.from({ length: Math.min(count, MAX_DAYS + 1) }, (_day, index) =>
    new Date(firstMs + index * DAY_MS).toISOString().slice(0, 10),
  );
}
