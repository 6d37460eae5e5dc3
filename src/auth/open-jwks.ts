import type { JwksEvents, Jwks, JwksSource } from './jwks.js';
import { RemoteJwks } from './remote-jwks.js';

/** Opens a key source. Fetches nothing before `start`. */
export function openJwks(source: JwksSource, events: JwksEvents): Jwks {
  if (source.from === 'address')
    return new RemoteJwks({ address: source.address, maxAgeMs: source.maxAgeMs, events: events });
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
