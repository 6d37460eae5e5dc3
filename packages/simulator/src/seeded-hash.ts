/** Returns a whole number from 0 to 2^32 - 1 that depends on the texts only (FNV-1a). */
export function seededHash(...texts: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const character of texts.join('\n')) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Returns the text that a hash selects. @param texts at least one */
export function pickText(texts: readonly string[], hash: number): string {
  return String(texts[hash % texts.length]);
}
