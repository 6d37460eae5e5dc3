import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

const MASK = '[secret]';

/** Shorter values are ordinary words; masking them would garble texts and protect nothing. */
const SHORTEST_MASKED = 6;

/** A value that cannot be printed by accident: not by a log, JSON, a template string or a crash. */
export class Secret {
  readonly #value: string;
  readonly #pattern: RegExp;
  #fingerprint: string | undefined;

  constructor(value: string) {
    this.#value = value;
    this.#pattern = new RegExp(value.replace(/[^A-Za-z0-9]/g, '\\$&'), 'i');
  }

  /** The value itself: for the one header it belongs in. */
  reveal(): string {
    return this.#value;
  }

  /** Tells it from other secrets without telling it: half of its SHA-256, in hexadecimal digits. */
  get fingerprint(): string {
    return (this.#fingerprint ??= createHash('sha256').update(this.#value).digest('hex').slice(0, 32));
  }

  /** The text with every occurrence of the value masked: for texts that came from outside or go out. */
  mask(text: string): string {
    if (!this.occursIn(text)) return text;
    return text.replace(new RegExp(this.#pattern, 'gi'), MASK);
  }

  /** In any letter case: wolkvox writes its messages in capitals. */
  occursIn(text: string): boolean {
    // Not by a copy in lower case: a list is megabytes.
    return this.#value.length >= SHORTEST_MASKED && this.#pattern.test(text);
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
