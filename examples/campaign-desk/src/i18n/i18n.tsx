import { createContext, useContext, type ReactNode } from 'react';

import { en } from './en/index.js';
import { es } from './es/index.js';

const LANGUAGES = { en, es };

export type Language = keyof typeof LANGUAGES;

/** Returns the first of the user's languages that is supported. */
export const selectLanguage = (enabled: readonly string[]): Language =>
  enabled.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';

const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

const LanguageContext = createContext<Language>('en');

export function LanguageProvider({
  language,
  children,
}: {
  readonly language: Language;
  readonly children: ReactNode;
}) {
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export const useLanguage = (): Language => useContext(LanguageContext);

/** Returns the desk's texts. The server's texts have the same language, because the browser sends Accept-Language. */
export const useDictionary = () => LANGUAGES[useLanguage()];
