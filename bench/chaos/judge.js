/** Codes that promise that nothing happened upstream. */
const NOTHING_HAPPENED = new Set([
  'REJECTED',
  'NOT_FOUND',
  'CAPACITY_EXCEEDED',
  'STATE_CONFLICT',
  'BUSY',
  'QUOTA_EXHAUSTED',
  'MAINTENANCE',
  'UNREACHABLE',
  'OVERLOADED',
  'SHUTTING_DOWN',
  'INVALID_INPUT',
  'IDEMPOTENCY_CONFLICT',
]);
/** Codes that are returned before the key is read. */
const OF_ITSELF = new Set(['OVERLOADED', 'SHUTTING_DOWN']);
const FAULTS = new Set(['INTERNAL_SERVER_ERROR', 'HTTP 500']);
const MOST_EXAMPLES = 5;

/** Returns the campaign name of a key. */
export const nameOf = (key) => `Campaign of ${key}`;

/**
 * Compares the campaigns of the upstream with the answers of the clients.
 * - `operations`, by token: the campaigns (`id`, `name`, `arrivedAt`) and the peak of concurrent calls.
 * - `requests`: `key`, `startedAt`, `endedAt` (Infinity if the client disconnected), `word`, and `id` and `hint` if
 * present.
 * - `results`: key → its final code.
 * Times are of performance.now.
 */
export function judge({ operations, requests, results }) {
  const made = new Map();
  for (const { campaigns } of operations)
    for (const campaign of campaigns) made.set(campaign.name, [...(made.get(campaign.name) ?? []), campaign]);
  const of = new Map();
  for (const request of requests) of.set(request.key, [...(of.get(request.key) ?? []), request]);

  const falseNothing = requests.filter((request) => isFalse(request, made, of.get(request.key)));
  const wrong = requests.filter(
    ({ key, id }) => id !== undefined && !made.get(nameOf(key))?.some((one) => one.id === id),
  );
  const twice = [...of.keys()].filter((key) => (made.get(nameOf(key)) ?? []).length > 1);
  return {
    made,
    checks: [
      {
        what: 'campaigns per key, at most',
        value: Math.max(0, ...[...made.values()].map(({ length }) => length)),
        most: 1,
      },
      { what: 'false "nothing happened"', value: falseNothing.length, most: 0 },
      { what: 'peak in flight per token', value: Math.max(0, ...operations.map(({ peak }) => peak)), most: 2 },
      { what: 'answers with a wrong id', value: wrong.length, most: 0 },
      { what: 'internal errors', value: requests.filter(({ word }) => FAULTS.has(word)).length, most: 0 },
      {
        what: 'keys without an answer',
        value: [...results.values()].filter((word) => word === 'gave up').length,
        most: 0,
      },
    ],
    examples: [...new Set([...twice, ...falseNothing.map(({ key }) => key), ...wrong.map(({ key }) => key)])]
      .slice(0, MOST_EXAMPLES)
      .map((key) => ({ requests: of.get(key), made: made.get(nameOf(key)) })),
  };
}

/**
 * Returns true if an answer promised that nothing happened although a call with its key created a campaign. Some
 * answers ignore the key (Redis unavailable, server full or shutting down) and cover only their own request. They are
 * false if the call arrived while the request was open and no other request with the key was.
 */
function isFalse({ key, startedAt, endedAt, word, hint }, made, ofKey) {
  if (!NOTHING_HAPPENED.has(word)) return false;
  const arrivals = (made.get(nameOf(key)) ?? []).map(({ arrivedAt }) => arrivedAt).filter((at) => at <= endedAt);
  if (!OF_ITSELF.has(word) && !hint?.includes('Redis')) return arrivals.length > 0;
  const others = ofKey.filter((one) => one.startedAt !== startedAt);
  const besideOthers = others.some((one) => one.startedAt < endedAt && one.endedAt > startedAt);
  return !besideOthers && arrivals.some((at) => at >= startedAt);
}
