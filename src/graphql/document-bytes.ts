import { TokenKind, type DocumentNode } from 'graphql';

/**
 * Memory of a token with its node and location. Measured on Node 20 as heap growth after a collection, for thousands of
 * parsed documents of fifteen kinds, without their text: 228 to 359 bytes per token, and 531 if every token is a
 * separate field, which no long valid document is.
 */
export const TOKEN_BYTES = 512;

/** Memory of a comment, which has no node. Measured: 122 to 200 bytes with its text. */
export const COMMENT_BYTES = 160;

/** V8 stores text with a character outside Latin-1 in two bytes per character. */
const CHARACTER_BYTES = 2;

/** Memory of the document node, its source, its cache entry and its cost plan. */
const DOCUMENT_BYTES = 2 * 1024;

/** Returns the estimated memory of a parsed document, rounded up. Its JSON is only a fourth to a fifth of it. */
export function documentBytes({ loc, tokenCount = 0 }: DocumentNode): number {
  let comments = 0;
  for (let token = loc?.startToken ?? null; token !== null; token = token.next)
    if (token.kind === TokenKind.COMMENT) comments += 1;
  const characters = loc?.source.body.length ?? 0;
  return DOCUMENT_BYTES + TOKEN_BYTES * tokenCount + COMMENT_BYTES * comments + CHARACTER_BYTES * characters;
}
