/** The languages of the page, and a text in each of them. */
export type Language = 'en' | 'es';
export type Text = Readonly<Record<Language, string>>;
