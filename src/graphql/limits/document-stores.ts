import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

import { documentBytes } from './document-bytes.js';

/** A cache as Apollo asks for one, which holds no more than so many bytes. Apollo sets no time to live here. */
export interface BoundedStore<Value extends object | string> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
  /** What it holds now, by its own estimate. */
  readonly bytes: number;
}

const MEBIBYTE = 1024 * 1024;

/** Parsed and validated documents. Their real size is some five eighths of it: they are weighed from above. */
export const DOCUMENT_STORE_BYTES = 8 * MEBIBYTE;
/** Texts that clients have registered by their hashes (automatic persisted queries). */
export const PERSISTED_STORE_BYTES = 2 * MEBIBYTE;

/** What is larger than this part of a store is not stored: it would be parsed again less dearly than many others. */
const LARGEST_PART = 8;

/**
 * Where Apollo finds the documents that come again and again. Apollo's own store measures a document by its JSON, which is a
 * fifth of what it takes in memory, and would hold 150 MiB of them.
 */
export const createDocumentStore = (): BoundedStore<DocumentNode> =>
  createStore<DocumentNode>(DOCUMENT_STORE_BYTES, documentBytes);

/** Where Apollo finds the texts of persisted queries; a client whose text is gone sends it again, as the protocol has it. */
export const createPersistedStore = (): BoundedStore<string> =>
  createStore<string>(PERSISTED_STORE_BYTES, (text, key) => ENTRY_BYTES + CHARACTER_BYTES * (text.length + key.length));

/** V8 takes two for each character of a text that has one outside Latin-1. */
const CHARACTER_BYTES = 2;
/** An entry of the cache; measured are 200. */
const ENTRY_BYTES = 256;

function createStore<Value extends object | string>(
  bytes: number,
  bytesOf: (value: Value, key: string) => number,
): BoundedStore<Value> {
  const entries = new LRUCache<string, Value>({
    maxSize: bytes,
    maxEntrySize: bytes / LARGEST_PART,
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
