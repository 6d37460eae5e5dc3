import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

import { LOCALES, type Locale, type LocalizedText } from './i18n.js';

/** Localizes messages for one client. The language is negotiated at the first message, because most responses have none. */
export class Localizer {
  #locale: Locale | undefined;

  /** `accepted`: value of the header Accept-Language. */
  constructor(private readonly accepted: string | undefined) {}

  localize(text: LocalizedText): string {
    return text[(this.#locale ??= localeOf(this.accepted))];
  }

  /** Returns a message of wolkvox unchanged, and one of this server localized. */
  textOf(message: string | LocalizedText): string {
    return typeof message === 'string' ? message : this.localize(message);
  }

  /** Language of the messages so far; undefined if there were none, so that the response is equal in all languages. */
  get usedLocale(): Locale | undefined {
    return this.#locale;
  }
}

/** Creates a localizer for messages without a client. */
export const englishLocalizer = (): Localizer => new Localizer(undefined);

/** Returns the language for a header Accept-Language (RFC 9110, section 12.5.4). A region such as es-CO matches es. */
export function localeOf(accepted: string | undefined): Locale {
  if (accepted === undefined || accepted.length > MAX_HEADER_LENGTH) return LOCALES[0];
  let locale = localeByHeader.get(accepted);
  if (locale === undefined) localeByHeader.set(accepted, (locale = negotiate(accepted)));
  return locale;
}

/** A browser with a dozen languages sends half of it. Parsing this length takes 0.1 ms. */
const MAX_HEADER_LENGTH = 256;

/** Browsers send few distinct headers. */
const localeByHeader = new LRUCache<string, Locale>({ max: 200 });

function negotiate(accepted: string): Locale {
  const negotiator = new Negotiator({ headers: { 'accept-language': accepted } });
  const preferred = negotiator.languages();
  // Regions are included by name, because `es-CO, en` would otherwise match en best.
  const regions = LOCALES.flatMap((language) => preferred.find((tag) => localeOfTag(tag) === language) ?? []);
  return localeOfTag(negotiator.language([...regions, ...LOCALES]) ?? '') ?? LOCALES[0];
}

/** Returns es for es-CO. */
const localeOfTag = (tag: string): Locale | undefined =>
  LOCALES.find((language) => language === tag.split('-', 1)[0]?.toLowerCase());
