import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

import { documentBytes } from './document-bytes.js';

/** Cache for Apollo with a size limit in bytes. Apollo sets no time to live here. */
export interface BoundedStore<Value extends object | string> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
  /** Estimated size of all entries. */
  readonly bytes: number;
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
export const createDocumentStore = (): BoundedStore<DocumentNode> =>
  createStore<DocumentNode>(DOCUMENT_STORE_BYTES, documentBytes);

/** Creates the persisted query cache. A client sends an evicted text again, as the protocol specifies. */
export const createPersistedStore = (): BoundedStore<string> =>
  createStore<string>(PERSISTED_STORE_BYTES, (text, key) => ENTRY_BYTES + CHARACTER_BYTES * (text.length + key.length));

/** V8 stores text with a character outside Latin-1 in two bytes per character. */
const CHARACTER_BYTES = 2;
/** Memory of a cache entry; measured 200. */
const ENTRY_BYTES = 256;

function createStore<Value extends object | string>(
  bytes: number,
  bytesOf: (value: Value, key: string) => number,
): BoundedStore<Value> {
  const entries = new LRUCache<string, Value>({
    maxSize: bytes,
    maxEntrySize: bytes / MAX_ENTRY_FRACTION,
    sizeCalculation: bytesOf,
  });
  return {
    get: (key) => Promise.resolve(entries.get(key)),
    set: (key, value) => {
      entries.set(key, value);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(entries.delete(key)),
    get bytes() {
      return entries.calculatedSize;
    },
  };
}
