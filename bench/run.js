// What createCampaign costs, beside a bare got call of the same body in the same run. `npm run bench`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

import autocannon from 'autocannon';

const CONNECTIONS = 50;
const WARM_UP_CALLS = 40_000;
const CALLS_PER_ROUND = 500;
const ROUNDS = 60;
const CPU_TARGET_US = 200;
const TOKEN = 'bench'.repeat(8);

const query = readFileSync(new URL('../schema/operations/CreateCampaign.graphql', import.meta.url), 'utf8');
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
/** The body that the input above becomes. */
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

/** Those of `npm start`, for every process of the bench. */
const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const NODE_OPTIONS = scripts.start.split(' ').filter((word) => word.startsWith('--'));

const children = [];
async function start(file, env = {}) {
  const child = fork(new URL(file, import.meta.url), {
    // As the image runs it.
    env: { PATH: process.env.PATH, NODE_ENV: 'production', AUTH_ALLOW_ANONYMOUS: 'true', WOLKVOX_TOKEN: TOKEN, ...env },
    execArgv: NODE_OPTIONS,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // Logs go down a pipe, as they do under a supervisor.
  child.stdout.resume();
  children.push(child);
  child.once('exit', (code) => {
    if (children.includes(child)) throw new Error(`${file} ended with code ${code}.`);
  });
  const [hello] = await once(child, 'message');
  return { child, ...hello };
}

async function ask(child, message) {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer;
}

/** Runs a load and adds what it cost the process: CPU microseconds per call. */
async function measured(child, calls, load) {
  const before = await ask(child, { cpu: true });
  const result = await load();
  const after = await ask(child, { cpu: true });
  return { ...result, cpuUs: (after.cpu - before.cpu) / calls };
}

async function mutations(server, calls) {
  const load = autocannon({
    url: `${server.url}/graphql`,
    connections: CONNECTIONS,
    amount: calls,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
    verifyBody: (text) => text.includes('"CreateCampaignSuccess"'),
  });
  // autocannon rounds its own duration to seconds.
  const startedAt = performance.now();
  let endedAt = startedAt;
  load.on('response', () => {
    endedAt = performance.now();
  });
  const result = await load;
  const bad = result.errors + result.timeouts + result.non2xx + result.mismatches;
  if (bad > 0) throw new Error(`${bad} of ${calls} mutations did not succeed.`);
  return {
    perSecond: (calls * 1000) / (endedAt - startedAt),
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
}

const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * share)];
const line = (name, rounds) => {
  const m = (key, digits) =>
    quantile(
      rounds.map((round) => round[key]),
      0.5,
    )
      .toFixed(digits)
      .padStart(9);
  return `${name.padEnd(34)}${m('perSecond', 0)}${m('p50', 1)}${m('p99', 1)}${m('cpuUs', 0)}`;
};

try {
  const simulator = await start('simulator.js');
  const url = `${simulator.url}/api/v2/campaign.php?api=create_campaign&type_campaign=predictive`;
  const server = await start('server.js', { WOLKVOX_BASE_URL: simulator.url, PORT: '0', HOST: '127.0.0.1' });
  const bare = await start('bare-got.js');
  const got = (connections, calls) => ask(bare.child, { request: { url, token: TOKEN, body }, connections, calls });

  const loads = {
    layer: (calls) => measured(server.child, calls, () => mutations(server, calls)),
    got50: (calls) => measured(bare.child, calls, () => got(CONNECTIONS, calls)),
    got2: (calls) => measured(bare.child, calls, () => got(2, calls)),
  };
  for (const load of Object.values(loads)) await load(WARM_UP_CALLS);
  const rounds = { layer: [], got50: [], got2: [] };
  for (let n = 0; n < ROUNDS; n += 1) {
    // Short rounds in changing order, so that what else the machine does meets all three alike.
    const order = Object.keys(loads);
    if (n % 2 === 1) order.reverse();
    for (const name of order) rounds[name].push(await loads[name](CALLS_PER_ROUND));
    simulator.child.send({ reset: true });
  }

  // Each round with its own got calls, two at a time as the layer makes them: the machine's pace changes by a third
  // between minutes and hardly between neighbours.
  const own = rounds.layer.map(({ cpuUs }, n) => cpuUs - rounds.got2[n].cpuUs);
  console.log(`createCampaign against the simulator, no delay; median of ${ROUNDS} rounds of ${CALLS_PER_ROUND} calls`);
  console.log(`${''.padEnd(34)}${['calls/s', 'p50 ms', 'p99 ms', 'CPU µs'].map((head) => head.padStart(9)).join('')}`);
  console.log(line(`createCampaign, ${CONNECTIONS} connections`, rounds.layer));
  console.log(line(`bare got, ${CONNECTIONS} at a time`, rounds.got50));
  console.log(line('bare got, 2 at a time', rounds.got2));
  console.log(
    `the layer's own CPU per mutation: ${quantile(own, 0.5).toFixed(0)} µs in the median round, half of the rounds ` +
      `from ${quantile(own, 0.25).toFixed(0)} to ${quantile(own, 0.75).toFixed(0)} (target: below ${CPU_TARGET_US} µs)`,
  );
} finally {
  for (const child of children.splice(0)) child.kill();
}
