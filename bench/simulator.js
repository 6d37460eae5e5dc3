// The upstream of the bench: no delay, and limits that neither side meets.
import { startSimulator } from '../dist/simulator/simulator.js';

const simulator = await startSimulator({ token: process.env.WOLKVOX_TOKEN, licences: 1_000_000, maxInFlight: 1_000 });
// It remembers every request; a bench would fill its memory.
process.on('message', () => simulator.reset());
process.send({ url: simulator.url });
