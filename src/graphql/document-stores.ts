import { TokenKind, type DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

import { CHARACTER_BYTES } from '../shared/memory-budget.js';

/**
 * Memory of a token with its node and location. Measured on Node 20 as heap growth after a collection, for thousands of
 * parsed documents of fifteen kinds, without their text: 228 to 359 bytes per token, and 531 if every token is a
 * separate field, which no long valid document is.
 */
export const TOKEN_BYTES = 512;

/** Memory of a comment, which has no node. Measured: 122 to 200 bytes with its text. */
export const COMMENT_BYTES = 160;

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

const MEBIBYTE = 1024 * 1024;

/**
 * Cache of parsed and validated documents. Its real size is about five eighths of this, because the estimate is high.
 */
export const DOCUMENT_STORE_BYTES = 8 * MEBIBYTE;
/** Cache of persisted queries, which clients register by hash. */
export const PERSISTED_STORE_BYTES = 2 * MEBIBYTE;

/** An entry above this fraction of the cache is not stored, because it would evict many other entries. */
const MAX_ENTRY_FRACTION = 8;

/**
 * Creates the document cache. The default cache of Apollo measures a document by its JSON, which is a fifth of its
 * memory, and would hold 150 MiB.
 */
export const createDocumentStore = () => createStore<DocumentNode>(DOCUMENT_STORE_BYTES, documentBytes);

/** Creates the persisted query cache. A client sends an evicted text again, as the protocol specifies. */
export const createPersistedStore = () =>
  createStore<string>(PERSISTED_STORE_BYTES, (text, key) => ENTRY_BYTES + CHARACTER_BYTES * (text.length + key.length));

/** Memory of a cache entry; measured 200. */
const ENTRY_BYTES = 256;

/** Creates a cache for Apollo with a size limit in bytes. Apollo sets no time to live here. */
function createStore<Value extends object | string>(bytes: number, bytesOf: (value: Value, key: string) => number) {
  const entries = new LRUCache<string, Value>({
    maxSize: bytes,
    maxEntrySize: bytes / MAX_ENTRY_FRACTION,
    sizeCalculation: bytesOf,
  });
  return {
    get: (key: string) => Promise.resolve(entries.get(key)),
    set: (key: string, value: Value) => {
      entries.set(key, value);
      return Promise.resolve();
    },
    delete: (key: string) => Promise.resolve(entries.delete(key)),
    /** Estimated size of all entries. */
    get bytes(): number {
      return entries.calculatedSize;
    },
  };
}
