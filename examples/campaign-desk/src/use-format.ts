import { useLanguage, type Language } from './i18n/i18n.js';

export interface Format {
  /** Formats date and time, in the user's zone or in another one, which is named then. */
  readonly moment: (moment: Date, timeZone?: string) => string;
  readonly time: (moment: Date) => string;
  /** Formats a time without an offset, such as `2026-11-23T08:00:00`, as it is. */
  readonly localTime: (time: string) => string;
  readonly number: (value: number) => string;
  /** Formats a share, 0 to 1. */
  readonly percent: (share: number) => string;
  /** Formats a country by its two-letter code. */
  readonly country: (region: string) => string;
}

/** Locales of the numbers and dates. */
const LOCALES = { en: 'en-US', es: 'es-CO' } as const satisfies Record<Language, string>;

/** Returns formats of the user's language. */
export function useFormat(): Format {
  const locale = LOCALES[useLanguage()];
  const moment = (moment: Date, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, options).format(moment);
  return {
    moment: (at, timeZone) =>
      moment(at, { dateStyle: 'long', timeStyle: 'short', ...(timeZone && { timeZone }) }) +
      (timeZone ? ` (${timeZone})` : ''),
    time: (at) => moment(at, { timeStyle: 'medium' }),
    localTime: (time) => {
      // Read and written as UTC, so that no zone changes it.
      const at = new Date(`${time}Z`);
      return Number.isNaN(at.getTime())
        ? time
        : moment(at, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
    },
    number: (value) => value.toLocaleString(locale, { useGrouping: 'always' }),
    percent: (share) => share.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 0 }),
    country: (region) => new Intl.DisplayNames(locale, { type: 'region' }).of(region) ?? region,
  };
}
