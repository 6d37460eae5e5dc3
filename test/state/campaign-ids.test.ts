import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import { createMemoryState } from '../../src/state/memory/memory-state.js';
import { ATTEMPT_TTL_MS, CLAIMED_ID_TTL_MS, MAX_ATTEMPT_NAMES } from '../../src/state/campaign-id-store.js';
import type { State } from '../../src/state/state.js';
import { recordAttempt } from '../support/record-attempt.js';
import { STORES, type OpenStore } from '../support/stores.js';

const BATCH = 100;

const currentPeriod = (): number => Math.floor(Date.now() / ATTEMPT_TTL_MS);

for (const { name, describe: describeStore, open } of STORES) {
  describeStore(`campaign ids ${name}`, () => {
    let store: OpenStore;
    let state: State;
    let other: State;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());
    beforeEach(async () => {
      state = await store.fresh();
      other = await store.another();
    });

    it('counts attempts by kind and name over all processes', async () => {
      expect(await recordAttempt(state, 'a', 'survey')).toEqual({ attempt: 1 });
      expect(await recordAttempt(other, 'a', 'survey')).toEqual({ attempt: 2 });
      expect(await recordAttempt(state, 'a', 'another')).toEqual({ attempt: 1 });
      expect(await recordAttempt(state, 'b', 'survey')).toEqual({ attempt: 1 });
      expect(
        await Promise.all(['survey', 'another', 'none'].map((each) => state.campaignIds.countAttempts('a', each))),
      ).toEqual([2, 1, 0]);
    });

    it('assigns a number once, to the first of all processes', async () => {
      expect(await state.campaignIds.isClaimed('a', 5801)).toBe(false);
      const claims = await Promise.all([state, other, state, other].map((each) => each.campaignIds.claimId('a', 5801)));
      expect(claims.filter((first) => first)).toHaveLength(1);
      expect(await other.campaignIds.isClaimed('a', 5801)).toBe(true);
      expect(await other.campaignIds.claimId('b', 5801)).toBe(true);
    });

    it('reports a number as claimed after it was assigned', async () => {
      await state.campaignIds.assignId('a', 5801);
      expect(await other.campaignIds.claimId('a', 5801)).toBe(false);
      await state.campaignIds.assignId('a', 5801);
      expect(await recordAttempt(other, 'a', 'survey')).toEqual({ attempt: 1, highest: 5801 });
    });

    it('stores an observed number without assigning it', async () => {
      await state.campaignIds.observeId('a', 5801);
      expect(await recordAttempt(other, 'a', 'survey')).toEqual({ attempt: 1, highest: 5801 });
      expect(await other.campaignIds.isClaimed('a', 5801)).toBe(false);
      await other.campaignIds.observeId('a', 5800);
      expect(await state.campaignIds.claimId('a', 5801)).toBe(true);
      expect(await recordAttempt(state, 'a', 'survey')).toEqual({ attempt: 2, highest: 5801 });
    });

    it('stores the highest number with all its digits, whatever the order', async () => {
      const numbers = fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 10 });
      let kind = 0;
      await fc.assert(
        fc.asyncProperty(numbers, fc.infiniteStream(fc.boolean()), async (all, assigned) => {
          kind += 1;
          for (const number of all)
            await (assigned.next().value
              ? state.campaignIds.assignId(String(kind), number)
              : state.campaignIds.claimId(String(kind), number));
          expect(await recordAttempt(other, String(kind), 'survey')).toEqual({ attempt: 1, highest: Math.max(...all) });
        }),
        { numRuns: 50 },
      );
    });

    it('counts every unknown name as attempted before if names overflow', async () => {
      // Names are stored by periods of the clock. A period that ends meanwhile would start a new count.
      let period: number;
      do {
        period = currentPeriod();
        state = await store.fresh();
        other = await store.another();
        expect(await recordAttempt(state, 'a', 'early')).toEqual({ attempt: 1 });
        // A batch must end within the timeout of a command.
        for (let nth = 1; nth < MAX_ATTEMPT_NAMES; nth += BATCH)
          await Promise.all(
            Array.from({ length: Math.min(BATCH, MAX_ATTEMPT_NAMES - nth) }, (_, more) =>
              recordAttempt(state, 'a', `${nth + more}`),
            ),
          );
      } while (currentPeriod() !== period);
      expect(await state.campaignIds.countAttempts('a', 'none')).toBe(0);

      expect(await recordAttempt(other, 'a', 'late')).toEqual({ attempt: 2 });
      expect(await state.campaignIds.countAttempts('a', 'late')).toBe(1);
      expect(await state.campaignIds.countAttempts('a', 'none')).toBe(1);
      expect(await recordAttempt(state, 'a', 'none')).toEqual({ attempt: 2 });
      // Stored names are still counted exactly.
      expect(await other.campaignIds.countAttempts('a', 'early')).toBe(1);
      expect(await recordAttempt(other, 'a', 'early')).toEqual({ attempt: 2 });
      expect(await state.campaignIds.countAttempts('a', 'early')).toBe(2);
      expect(await recordAttempt(state, 'b', 'late')).toEqual({ attempt: 1 });
    }, 60_000);

    // No test sets the clock of Redis: redis-state.test.ts reads the TTLs of its keys. DATA_DIR needs real timers:
    // embedded-state.test.ts tests its TTLs.
    if (name !== 'in this process') return;
    describe('expiry', () => {
      beforeEach(async () => {
        jest.useFakeTimers();
        state = await store.fresh();
      });
      afterEach(() => void jest.useRealTimers());

      it('drops a name after its TTL and not before', async () => {
        await recordAttempt(state, 'a', 'survey');
        jest.advanceTimersByTime(ATTEMPT_TTL_MS - 1);
        expect(await state.campaignIds.countAttempts('a', 'survey')).toBe(1);
        expect(await recordAttempt(state, 'a', 'survey')).toEqual({ attempt: 2 });
        jest.advanceTimersByTime(ATTEMPT_TTL_MS - 1);
        expect(await state.campaignIds.countAttempts('a', 'survey')).toBe(2);
        jest.advanceTimersByTime(ATTEMPT_TTL_MS);
        expect(await state.campaignIds.countAttempts('a', 'survey')).toBe(0);
      });

      it('reports an overflow for as long as the dropped names would have been stored', async () => {
        for (let nth = 0; nth <= MAX_ATTEMPT_NAMES; nth += 1) await recordAttempt(state, 'a', `${nth}`);
        jest.advanceTimersByTime(ATTEMPT_TTL_MS);
        expect(await recordAttempt(state, 'a', 'late')).toEqual({ attempt: 2 });
        expect(await state.campaignIds.countAttempts('a', 'late')).toBe(2);
        jest.advanceTimersByTime(ATTEMPT_TTL_MS);
        expect(await recordAttempt(state, 'a', 'later')).toEqual({ attempt: 1 });
        jest.advanceTimersByTime(3 * ATTEMPT_TTL_MS);
        expect(await state.campaignIds.countAttempts('a', 'late')).toBe(0);
      });

      it('drops all names if nothing is read for two TTLs', async () => {
        await recordAttempt(state, 'a', 'survey');
        jest.advanceTimersByTime(2 * ATTEMPT_TTL_MS);
        expect(await state.campaignIds.countAttempts('a', 'survey')).toBe(0);
      });

      it('drops the assignment of a number after its TTL, and still stores it as the highest', async () => {
        await state.campaignIds.assignId('a', 5801);
        jest.advanceTimersByTime(CLAIMED_ID_TTL_MS - 1);
        expect(await state.campaignIds.isClaimed('a', 5801)).toBe(true);
        jest.advanceTimersByTime(CLAIMED_ID_TTL_MS + 1);
        expect(await state.campaignIds.isClaimed('a', 5801)).toBe(false);
        expect(await recordAttempt(state, 'a', 'survey')).toEqual({ attempt: 1, highest: 5801 });
      });
    });
  });
}

it('stores a digest of each name, so that long names need no more memory', async () => {
  const state = createMemoryState();
  const name = 'x'.repeat(1_000_000);
  const entries = jest.spyOn(Map.prototype, 'set');
  try {
    await recordAttempt(state, 'a', name);
    const texts = entries.mock.calls.flat().filter((part) => typeof part === 'string');
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) expect(text.length).toBeLessThan(100);
  } finally {
    entries.mockRestore();
  }
  expect(await state.campaignIds.countAttempts('a', name)).toBe(1);
});
