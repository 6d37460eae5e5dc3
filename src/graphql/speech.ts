import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

import { LANGUAGES, type Language, type Sentence } from '../domain/language.js';

/** Our words to one caller. The language is looked for when there is something to say: most requests are told nothing. */
export class Speech {
  readonly #accepted: string | undefined;
  #language: Language | undefined;

  /** `accepted`: the caller's header Accept-Language. */
  constructor(accepted: string | undefined) {
    this.#accepted = accepted;
  }

  say(sentence: Sentence): string {
    return sentence[(this.#language ??= languageOf(this.#accepted))];
  }

  /** The language that something was said in; undefined while nothing was: the answer is the same in all of them. */
  get spoken(): Language | undefined {
    return this.#language;
  }
}

/** For what is said to nobody in particular. */
export const inEnglish = (): Speech => new Speech(undefined);

/** The language to speak to whoever sends this header (RFC 9110, section 12.5.4). Regions are spoken to in their language. */
export function languageOf(accepted: string | undefined): Language {
  if (accepted === undefined || accepted.length > LONGEST_HEADER) return LANGUAGES[0];
  let language = known.get(accepted);
  if (language === undefined) known.set(accepted, (language = negotiate(accepted)));
  return language;
}

/** Browsers with a dozen languages send half of it. To read one of this length takes a tenth of a millisecond. */
const LONGEST_HEADER = 256;

/** Browsers send but a few. */
const known = new LRUCache<string, Language>({ max: 200 });

function negotiate(accepted: string): Language {
  const negotiator = new Negotiator({ headers: { 'accept-language': accepted } });
  const wanted = negotiator.languages();
  // Regions by their names: else of `es-CO, en` the second would fit better.
  const regions = LANGUAGES.flatMap((language) => wanted.find((tag) => languageIn(tag) === language) ?? []);
  return languageIn(negotiator.language([...regions, ...LANGUAGES]) ?? '') ?? LANGUAGES[0];
}

/** `es` of `es-CO`. */
const languageIn = (tag: string): Language | undefined =>
  LANGUAGES.find((language) => language === tag.split('-', 1)[0]?.toLowerCase());
