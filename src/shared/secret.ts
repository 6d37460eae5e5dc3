import { createHash } from 'node:crypto';
import { inspect } from 'node:util';

const MASK = '[secret]';

/** Shorter values are not masked, because they are likely to occur in ordinary text. */
const MIN_MASKED_LENGTH = 6;

/** Secret value that logs, JSON, template strings and crash reports show as a mask. */
export class Secret {
  readonly #value: string;
  readonly #pattern: RegExp;
  #fingerprint: string | undefined;

  constructor(value: string) {
    this.#value = value;
    this.#pattern = new RegExp(value.replace(/[^A-Za-z0-9]/g, '\\$&'), 'i');
  }

  /** Returns the value. Use it for the header that needs it. */
  reveal(): string {
    return this.#value;
  }

  /** Identifies the secret without revealing it: the first half of its SHA-256 in hexadecimal. */
  get fingerprint(): string {
    return (this.#fingerprint ??= createHash('sha256').update(this.#value).digest('hex').slice(0, 32));
  }

  /** Returns the text with each occurrence of the value masked. */
  mask(text: string): string {
    if (!this.occursIn(text)) return text;
    return text.replace(new RegExp(this.#pattern, 'gi'), MASK);
  }

  /** Returns true if the text contains the value in any letter case, because wolkvox writes messages in capitals. */
  occursIn(text: string): boolean {
    // A pattern avoids a lower-case copy of a list of several megabytes.
    return this.#value.length >= MIN_MASKED_LENGTH && this.#pattern.test(text);
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
