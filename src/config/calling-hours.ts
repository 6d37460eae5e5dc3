import { z } from 'zod';

import { mergeWindows, WEEKDAYS, type CallingWindow, type CallingWindows } from '../domain/calling-hours.js';
import { parseJson } from '../shared/json.js';
import { HOLIDAY_COUNTRIES } from './holiday-countries.js';

/** Calling hours of an operation as they are configured. */
export interface CallingHoursSettings {
  readonly windows: CallingWindows;
  /** Country whose public holidays are without calls; undefined if holidays are like other days. */
  readonly holidays: string | undefined;
}

/** Returns the windows of the days from Monday to Friday. */
const weekdays = (window: string) => ({
  monday: [window],
  tuesday: [window],
  wednesday: [window],
  thursday: [window],
  friday: [window],
});

/**
 * Calling hours by the name of a country. They are summaries of the press and of law firms, not legal advice. Sources:
 * docs/guides/calling-hours.md.
 */
export const CALLING_HOURS_PRESETS = {
  CO: { ...weekdays('07:00-19:00'), saturday: ['08:00-15:00'], holidays: 'CO' },
  MX: { ...weekdays('07:00-22:00'), holidays: 'MX' },
  PE: { ...weekdays('07:00-20:00'), holidays: 'PE' },
  // Its source names no holidays. Without them a campaign would dial on those too.
  CL: { ...weekdays('08:00-20:00'), saturday: ['08:00-20:00'], holidays: 'CL' },
  ES: { ...weekdays('09:00-21:00'), holidays: 'ES' },
} as const;

const NONE = 'none';

const CHOICES = [NONE, ...Object.keys(CALLING_HOURS_PRESETS)].join(', ');
const FORM = `must be one of ${CHOICES}, or an object such as {"monday":["07:00-19:00"],"holidays":"CO"}`;

/** `HH:MM-HH:MM`. Only an end may be 24:00. */
const WINDOW = /^((?:[01]\d|2[0-3]):[0-5]\d)-((?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

const WINDOW_RULE = 'must be two times of one day, such as 07:00-19:00, the first before the second, at most 24:00';

const window = z.string({ error: WINDOW_RULE }).transform((text, context): CallingWindow => {
  const [, from = '', to = ''] = WINDOW.exec(text) ?? [];
  if (from >= to) context.issues.push({ code: 'custom', message: WINDOW_RULE, input: text });
  return { from: `${from}:00`, to: `${to}:00` };
});

const day = z
  .array(window, { error: 'must be a list of windows, such as ["07:00-12:00","14:00-19:00"]' })
  .default([])
  .transform(mergeWindows);

const COUNTRY_RULE = 'must be the code of a country in capitals (ISO 3166-1), such as CO';

const HOURS = z
  .strictObject(
    {
      monday: day,
      tuesday: day,
      wednesday: day,
      thursday: day,
      friday: day,
      saturday: day,
      sunday: day,
      holidays: z
        .string({ error: COUNTRY_RULE })
        .refine((country) => HOLIDAY_COUNTRIES.has(country), { error: COUNTRY_RULE })
        .optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has an unknown key: ${issue.keys.join(', ')}. The keys are ${WEEKDAYS.join(', ')} and holidays`
          : FORM,
    },
  )
  .transform(({ holidays, ...windows }): CallingHoursSettings => ({ windows, holidays }))
  .refine(({ windows }) => WEEKDAYS.some((weekday) => windows[weekday].length > 0), {
    error: `must have a window on at least one day, because no campaign could start. Without hours it is ${NONE}`,
  });

/** Value of the key `callingHours`, or the text of the variable: a preset, an object as JSON, or `none`. */
export const CALLING_HOURS = z.preprocess(readText, HOURS.optional());

/** Returns the object that a text names or contains; undefined for `none`. Any other value is returned unchanged. */
function readText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === NONE) return undefined;
  if (Object.hasOwn(CALLING_HOURS_PRESETS, value))
    return CALLING_HOURS_PRESETS[value as keyof typeof CALLING_HOURS_PRESETS];
  return parseJson(value) ?? value;
}
