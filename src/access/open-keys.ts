import type { KeyNews, Keys, KeySource } from './keys.js';
import { RemoteKeys } from './remote-keys.js';

/** The keys of a source. Fetches nothing before `start`. */
export function openKeys(source: KeySource, news: KeyNews): Keys {
  if (source.from === 'address') return new RemoteKeys({ address: source.address, maxAgeMs: source.maxAgeMs, news });
  const { find } = source;
  return {
    find,
    version: () => find,
    refetch: () => Promise.resolve(),
    isAvailable: () => true,
    ageMs: () => undefined,
    maxAgeMs: undefined,
    start: () => Promise.resolve(),
    close: () => undefined,
  };
}
