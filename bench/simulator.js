// Upstream of the benchmarks: no delay, and limits that are never reached.
import { startSimulator } from '../packages/simulator/dist/simulator.js';

const simulator = await startSimulator({ token: process.env.WOLKVOX_TOKEN, licences: 1_000_000, maxInFlight: 1_000 });
for (let n = 0; n < Number(process.env.CAMPAIGNS ?? 0); n += 1)
  simulator.addCampaign({ name: `Cobranza ${n}`, type: n % 2 === 0 ? 'preview' : 'predictive' });
const addLeads = () => (process.env.LEADS ? simulator.addCampaign({ name: 'Leads', type: 'predictive' }) : undefined);
// Records are dropped early, because a benchmark would fill the memory. Ids are never used again, so the new one is sent.
process.on('message', () => {
  simulator.reset();
  process.send({ leads: addLeads() });
});
process.send({ url: simulator.url, leads: addLeads() });
