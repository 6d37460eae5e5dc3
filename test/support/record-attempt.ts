import type { Attempt } from '../../src/state/campaign-id-store.js';
import type { Day } from '../../src/state/quota-store.js';
import type { Pool } from '../../src/state/slot-store.js';
import type { State } from '../../src/state/state.js';

const POOL: Pool = { id: 'attempts', maxInFlight: 1_000, maxQueue: 0, leaseMs: 3_600_000 };
const DAY: Day = { endsAt: Date.now() + 86_400_000, limit: null };

/** Records an attempt as a creation does: with the confirmation of a slot. All attempts of a process use one slot. */
export async function recordAttempt(state: State, kind: string, name: string): Promise<Attempt | undefined> {
  const ticket = `${state.slots.process}:attempts`;
  const confirm = () => state.slots.confirm(POOL, ticket, DAY, { kind, name });
  let confirmation = await confirm();
  if (confirmation.status !== 'confirmed') {
    await state.slots.acquire(POOL, ticket, 'caller');
    confirmation = await confirm();
  }
  if (confirmation.status !== 'confirmed') throw new Error(`The slot is ${confirmation.status}.`);
  return confirmation.attempt;
}
