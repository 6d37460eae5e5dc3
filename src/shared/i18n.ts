/** Languages of messages. The first one is the default. */
export const LOCALES = ['en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

/** Message in all languages. The language is chosen when the response is written. */
export type LocalizedText = Readonly<Record<Locale, string>>;
