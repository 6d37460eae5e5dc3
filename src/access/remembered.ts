/** As many as come in a while from honest clients: names of this server, addresses of proxies and callers. */
const MOST_REMEMBERED = 1_000;
/** A longer text is no name and no address; it would take memory. */
const LONGEST_TEXT = 64;

/**
 * The same function of a text, which remembers what it found: parsing an address costs ten microseconds, and nearly all requests
 * bring the same few. Everything is forgotten when there is too much of it, so a caller who makes texts up gains no memory.
 */
export function remembered<Found>(find: (text: string) => Found): (text: string) => Found {
  const known = new Map<string, Found>();
  return (text) => {
    if (text.length > LONGEST_TEXT) return find(text);
    let found = known.get(text);
    if (found !== undefined || known.has(text)) return found as Found;
    found = find(text);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(text, found);
    return found;
  };
}
