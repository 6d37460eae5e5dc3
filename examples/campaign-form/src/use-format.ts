import { useLanguage } from './words/words.js';

export interface Format {
  /** A moment with its day, on the person's own clock or on another, which is then named. */
  readonly moment: (moment: Date, timeZone?: string) => string;
  readonly time: (moment: Date) => string;
  /** A country by its two letters. */
  readonly country: (region: string) => string;
}

/** How the person's language writes times and countries. */
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
