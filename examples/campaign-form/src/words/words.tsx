import { createContext, useContext, type ReactNode } from 'react';

import { en } from './en.js';
import { es } from './es.js';

const LANGUAGES = { en, es };

export type Language = keyof typeof LANGUAGES;

/** The first of a person's languages that there are words for. */
export const chooseLanguage = (wanted: readonly string[]): Language =>
  wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';

const isLanguage = (tag: string): tag is Language => Object.hasOwn(LANGUAGES, tag);

const LanguageContext = createContext<Language>('en');

export function WordsProvider({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export const useLanguage = (): Language => useContext(LanguageContext);

/** What the form itself says. What the server says comes in the same language: the browser sends Accept-Language. */
export const useWords = () => LANGUAGES[useLanguage()];
