/** The languages that people are spoken to in; the first one is for whoever wants none of them. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a person is told, in each language, side by side: which of them is chosen as late as can be. */
export type Sentence = Readonly<Record<Language, string>>;
