// Cost of a read from the response cache, compared with the same read executed by Apollo from the cached list, and with a
// bare Apollo Server with the same constant data. `npm run bench`.
import { CONNECTIONS, graphql, HEAD, inRounds, line, measured, quantile, start, stop } from './harness.js';

const WARM_UP_CALLS = 20_000;
const CALLS_PER_ROUND = 2_000;
const ROUNDS = 30;
const CAMPAIGNS = 1_000;
const TARGET = 1;

const query = '{ campaigns(first: 20) { nodes { id name type status } } }';

try {
  const simulator = await start('simulator.js', { CAMPAIGNS: String(CAMPAIGNS) });
  const server = await start('server.js', { WOLKVOX_BASE_URL: simulator.url, PORT: '0', HOST: '127.0.0.1' });
  const read = await globalThis.fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = await read.json();
  const { nodes } = data.campaigns;
  const bare = await start('bare-apollo.js', { NODES: JSON.stringify(nodes) });

  // The response must contain the last one.
  const load =
    (child, url, extensions = undefined) =>
    (calls) =>
      measured(child, calls, () => graphql(`${url}/graphql`, calls, { query, extensions }, `"${nodes.at(-1).id}"`));
  const rounds = await inRounds(
    {
      layer: load(server.child, server.url),
      // Apollo ignores unknown extensions, and the response cache has no entry for a new one.
      executed: load(server.child, server.url, { unique: '[<id>]' }),
      bare: load(bare.child, bare.url),
    },
    { warmUpCalls: WARM_UP_CALLS, rounds: ROUNDS, calls: CALLS_PER_ROUND },
  );

  const ratios = rounds.layer.map(({ perSecond }, n) => perSecond / rounds.bare[n].perSecond);
  const ratio = quantile(ratios, 0.5);
  console.log(`${query}; median of ${ROUNDS} rounds of ${CALLS_PER_ROUND} calls`);
  console.log(HEAD);
  console.log(line(`cached reads, ${CONNECTIONS} connections`, rounds.layer));
  console.log(line('executed reads, unique requests', rounds.executed));
  console.log(line('bare Apollo Server on fastify', rounds.bare));
  console.log(
    `reads per second of the layer: ${ratio.toFixed(2)} of the bare server's in the median round, half of the rounds from ` +
      `${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)} ` +
      `(target: at least ${TARGET}, ${ratio >= TARGET ? 'met' : 'MISSED'})`,
  );
} finally {
  stop();
}
