// Compares this build with another one under the same settings. BASELINE=<dist folder of the other build>.
import { CONNECTIONS, graphql, HEAD, inRounds, line, measured, quantile, start, stop } from './harness.js';
import { REQUESTS } from './requests.js';

const WARM_UP_CALLS = 8_000;
/** Processes of the same code differ in speed for their whole life, so several are measured. */
const PAIRS = Number(process.env.PAIRS ?? 6);
const ROUNDS = 14;
const { BASELINE } = process.env;
if (BASELINE === undefined) throw new Error('BASELINE must be the folder of the dist of another build.');

/** Starts both builds in alternating order and returns their rounds. */
async function pair({ request, expected, calls }, nth) {
  const simulator = await start('simulator.js', { CAMPAIGNS: '1000' });
  const env = { WOLKVOX_BASE_URL: simulator.url, PORT: '0', HOST: '127.0.0.1', WOLKVOX_RECONCILE: 'off' };
  const builds = { now: {}, before: { DIST: BASELINE } };
  const names = nth % 2 === 0 ? ['now', 'before'] : ['before', 'now'];
  const loads = {};
  for (const name of names) {
    const { child, url } = await start('server.js', { ...env, ...builds[name] });
    loads[name] = (count) => measured(child, count, () => graphql(`${url}/graphql`, count, request, expected));
  }
  const rounds = await inRounds(loads, { warmUpCalls: WARM_UP_CALLS, rounds: ROUNDS, calls }, () =>
    simulator.child.send({ reset: true }),
  );
  stop();
  return rounds;
}

try {
  for (const [name, load] of Object.entries(REQUESTS)) {
    const all = { now: [], before: [] };
    for (let nth = 0; nth < PAIRS; nth += 1) {
      const rounds = await pair(load, nth);
      for (const name of Object.keys(all)) all[name].push(...rounds[name]);
    }
    const ratios = (key) => all.now.map((round, nth) => round[key] / all.before[nth][key]);
    const ratio = (key) =>
      `${quantile(ratios(key), 0.5).toFixed(2)} (half of the rounds ` +
      `${quantile(ratios(key), 0.25).toFixed(2)} to ${quantile(ratios(key), 0.75).toFixed(2)})`;
    console.log(
      `${name}; ${PAIRS} pairs of processes, ${ROUNDS} rounds of ${load.calls} calls each, ${CONNECTIONS} connections`,
    );
    console.log(HEAD);
    console.log(line('this build', all.now));
    console.log(line('the build before', all.before));
    console.log(`this build's relative to the other one: throughput ${ratio('perSecond')}, CPU ${ratio('cpuUs')}`);
  }
} finally {
  stop();
}
