import { MAX_MASKED_LENGTH } from '../envelope.js';

/**
 * Replaces customer ids and phones in a message by asterisks, because a message may be logged or shown to another person. Only whole
 * words are replaced, because a short id may occur within a number of wolkvox.
 */
export function maskWords(message: string, words: readonly string[]): string {
  let masked = message.slice(0, MAX_MASKED_LENGTH);
  for (const word of words)
    for (let at = masked.indexOf(word); at >= 0; at = masked.indexOf(word, at + word.length))
      if (!isWordAt(masked, at - 1) && !isWordAt(masked, at + word.length))
        masked = masked.slice(0, at) + '*'.repeat(word.length) + masked.slice(at + word.length);
  return masked;
}

const isWordAt = (text: string, index: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(index));
