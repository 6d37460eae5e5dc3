// Cost of createCampaign, compared with a bare got call of the same body, and of addContacts with one contact. `npm run bench`.
import { readFileSync } from 'node:fs';

import { ask, CONNECTIONS, graphql, HEAD, inRounds, line, measured, quantile, start, stop, TOKEN } from './harness.js';

const WARM_UP_CALLS = 40_000;
const CALLS_PER_ROUND = 500;
const ROUNDS = 60;
const CPU_TARGET_US = 200;

const documentOf = (name) => readFileSync(new URL(`../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
const query = documentOf('CreateCampaign');
const addition = documentOf('AddContacts');
const input = {
  type: 'PREDICTIVE',
  name: 'Cobranza noviembre',
  description: 'Clientes con saldo',
  skillId: '4021',
  startTime: '2026-11-23T08:00:00',
  endTime: '2026-11-23T18:00:00',
  optionalFields: ['Saldo', null, 'Ciudad'],
  amd: 'COL',
  enableEdition: true,
};
/** One lead, as a web form sends it. `[<id>]` is unique in each request. */
const lead = { customerId: 'lead-[<id>]', firstName: 'Ana', city: 'Medellín', phones: ['93001234567'] };
/** Upstream body of the input above. */
const body = JSON.stringify({
  campaign_name: input.name,
  campaign_description: input.description,
  start_time: '20261123080000',
  end_time: '20261123180000',
  skill_id: input.skillId,
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`opt${i + 1}`, input.optionalFields[i] ?? ''])),
  amd: input.amd,
  enable_edition: 'yes',
});

try {
  const simulator = await start('simulator.js', { LEADS: '1' });
  let { leads } = simulator;
  const url = `${simulator.url}/api/v2/campaign.php?api=create_campaign&type_campaign=predictive`;
  const server = await start('server.js', {
    WOLKVOX_BASE_URL: simulator.url,
    PORT: '0',
    HOST: '127.0.0.1',
    AUTH_ALLOW_DIALING: 'true',
  });
  const bare = await start('bare-got.js');
  const got = (connections, calls) => ask(bare.child, { request: { url, token: TOKEN, body }, connections, calls });
  const mutations = (calls) =>
    graphql(`${server.url}/graphql`, calls, { query, variables: { input } }, '"CreateCampaignSuccess"');

  const additions = (calls) => {
    const variables = { input: { campaignId: `default:${leads}`, contacts: [lead], allowRunning: true } };
    return graphql(`${server.url}/graphql`, calls, { query: addition, variables }, '"accepted":1');
  };

  const rounds = await inRounds(
    {
      layer: (calls) => measured(server.child, calls, () => mutations(calls)),
      leads: (calls) => measured(server.child, calls, () => additions(calls)),
      got50: (calls) => measured(bare.child, calls, () => got(CONNECTIONS, calls)),
      got2: (calls) => measured(bare.child, calls, () => got(2, calls)),
    },
    { warmUpCalls: WARM_UP_CALLS, rounds: ROUNDS, calls: CALLS_PER_ROUND },
    async () => {
      ({ leads } = await ask(simulator.child, { reset: true }));
    },
  );

  // Each round has its own got calls, two at a time as the server makes them. The machine's speed varies by a third
  // between minutes, but hardly between adjacent rounds.
  const own = rounds.layer.map(({ cpuUs }, n) => cpuUs - rounds.got2[n].cpuUs);
  console.log(`createCampaign against the simulator, no delay; median of ${ROUNDS} rounds of ${CALLS_PER_ROUND} calls`);
  console.log(HEAD);
  console.log(line(`createCampaign, ${CONNECTIONS} connections`, rounds.layer));
  console.log(line('addContacts of one contact', rounds.leads));
  console.log(line(`bare got, ${CONNECTIONS} at a time`, rounds.got50));
  console.log(line('bare got, 2 at a time', rounds.got2));
  console.log(
    `the layer's own CPU per mutation: ${quantile(own, 0.5).toFixed(0)} µs in the median round, half of the rounds ` +
      `from ${quantile(own, 0.25).toFixed(0)} to ${quantile(own, 0.75).toFixed(0)} (target: below ${CPU_TARGET_US} µs)`,
  );
} finally {
  stop();
}
