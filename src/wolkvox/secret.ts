import { inspect } from 'node:util';

const MASK = '[secret]';

/** Shorter values are ordinary words; masking them would garble texts and protect nothing. */
const SHORTEST_MASKED = 8;

/** A value that cannot be printed by accident: not by a log, JSON, a template string or a crash. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself: for the one header it belongs in. */
  reveal(): string {
    return this.#value;
  }

  /** The text with every occurrence of the value masked: for texts that came from outside or go out. */
  mask(text: string): string {
    return this.occursIn(text) ? text.replaceAll(this.#value, MASK) : text;
  }

  occursIn(text: string): boolean {
    return this.#value.length >= SHORTEST_MASKED && text.includes(this.#value);
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
