import { useLanguage } from './i18n/i18n.js';

export interface Format {
  /** Formats date and time, in the user's zone or in another one, which is named then. */
  readonly moment: (moment: Date, timeZone?: string) => string;
  readonly time: (moment: Date) => string;
  /** Formats a country by its two-letter code. */
  readonly country: (region: string) => string;
}

/** Returns formats of the user's language. */
export function useFormat(): Format {
  const language = useLanguage();
  return {
    moment: (moment, timeZone) =>
      new Intl.DateTimeFormat(language, {
        dateStyle: 'long',
        timeStyle: 'short',
        ...(timeZone && { timeZone }),
      }).format(moment) + (timeZone ? ` (${timeZone})` : ''),
    time: (moment) => new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(moment),
    country: (region) => new Intl.DisplayNames(language, { type: 'region' }).of(region) ?? region,
  };
}
