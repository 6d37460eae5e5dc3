import { LRUCache } from 'lru-cache';

/** More distinct values than honest clients send in a while: names of this server, addresses of proxies and callers. */
const MAX_ENTRIES = 1_000;
/** A longer text is neither a name nor an address, and is not cached because it takes memory. */
const MAX_LENGTH = 64;

/** Returns a memoized function of one text. The cache is bounded, so a client that invents texts gains no memory. */
export function memoizeByText<Result>(compute: (text: string) => Result): (text: string) => Result {
  const cache = new LRUCache<string, { readonly result: Result }>({ max: MAX_ENTRIES });
  return (text) => {
    if (text.length > MAX_LENGTH) return compute(text);
    let entry = cache.get(text);
    if (entry === undefined) cache.set(text, (entry = { result: compute(text) }));
    return entry.result;
  };
}
