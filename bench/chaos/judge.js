/** Of answers with these words nothing happened upstream, by the product's own promise. */
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
/** Answered before the key is looked at. */
const OF_ITSELF = new Set(['OVERLOADED', 'SHUTTING_DOWN']);
const FAULTS = new Set(['INTERNAL_SERVER_ERROR', 'HTTP 500']);
const MOST_EXAMPLES = 5;

/** The name of the campaign that a key stands for. */
export const nameOf = (key) => `Campaign of ${key}`;

/**
 * Compares what the upstream made with what clients were answered. `operations`: the campaigns (`id`, `name`, `arrivedAt`) and
 * the peak of calls at once, by token. `requests`: `key`, `startedAt`, `endedAt` (Infinity if the client hung up), `word`, and
 * `id` and `hint` if there were any. `results`: key → the word it ended with. Times are of performance.now.
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
 * Whether "nothing happened" was answered although a campaign of the key was made by a call that had reached the upstream. An
 * answer that was given without looking at the key (Redis was unavailable, the server was full or shutting down) speaks of its
 * own request alone: it is false if the call came while the request was open and no other one with the key was.
 */
function isFalse({ key, startedAt, endedAt, word, hint }, made, ofKey) {
  if (!NOTHING_HAPPENED.has(word)) return false;
  const arrivals = (made.get(nameOf(key)) ?? []).map(({ arrivedAt }) => arrivedAt).filter((at) => at <= endedAt);
  if (!OF_ITSELF.has(word) && !hint?.includes('Redis')) return arrivals.length > 0;
  const others = ofKey.filter((one) => one.startedAt !== startedAt);
  const besideOthers = others.some((one) => one.startedAt < endedAt && one.endedAt > startedAt);
  return !besideOthers && arrivals.some((at) => at >= startedAt);
}
