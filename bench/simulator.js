// The upstream of the bench: no delay, and limits that neither side meets.
import { startSimulator } from '../dist/simulator/simulator.js';

const simulator = await startSimulator({ token: process.env.WOLKVOX_TOKEN, licences: 1_000_000, maxInFlight: 1_000 });
for (let n = 0; n < Number(process.env.CAMPAIGNS ?? 0); n += 1)
  simulator.addCampaign({ name: `Cobranza ${n}`, type: n % 2 === 0 ? 'preview' : 'predictive' });
// It remembers every request; a bench would fill its memory.
process.on('message', () => simulator.reset());
process.send({ url: simulator.url });
