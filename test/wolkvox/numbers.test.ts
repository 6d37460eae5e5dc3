import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import { createMemoryState } from '../../src/wolkvox/governor/memory-state.js';
import { MOST_NAMES, NAME_KEPT_MS, NUMBER_KEPT_MS, type State } from '../../src/wolkvox/governor/state.js';
import { STORES, type OpenStore } from '../support/stores.js';
import { until } from '../support/until.js';

for (const { name, describe: describeStore, open } of STORES) {
  describeStore(name, () => {
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

    it('announced creations are counted by kind and name, over all processes', async () => {
      expect(await state.announce('a', 'survey')).toEqual({ nth: 1 });
      expect(await other.announce('a', 'survey')).toEqual({ nth: 2 });
      expect(await state.announce('a', 'another')).toEqual({ nth: 1 });
      expect(await state.announce('b', 'survey')).toEqual({ nth: 1 });
      expect(await Promise.all(['survey', 'another', 'none'].map((each) => state.announced('a', each)))).toEqual([
        2, 1, 0,
      ]);
    });

    it('a number is taken once, by the first of all processes', async () => {
      expect(await state.taken('a', 5801)).toBe(false);
      const takes = await Promise.all([state, other, state, other].map((each) => each.take('a', 5801)));
      expect(takes.filter((first) => first)).toHaveLength(1);
      expect(await other.taken('a', 5801)).toBe(true);
      expect(await other.take('b', 5801)).toBe(true);
    });

    it('a number that was noted is taken', async () => {
      await state.note('a', 5801);
      expect(await other.take('a', 5801)).toBe(false);
      await state.note('a', 5801);
      expect(await other.announce('a', 'survey')).toEqual({ nth: 1, highest: 5801 });
    });

    it('a number that was seen is known to be there, and nobody’s', async () => {
      await state.see('a', 5801);
      expect(await other.announce('a', 'survey')).toEqual({ nth: 1, highest: 5801 });
      expect(await other.taken('a', 5801)).toBe(false);
      await other.see('a', 5800);
      expect(await state.take('a', 5801)).toBe(true);
      expect(await state.announce('a', 'survey')).toEqual({ nth: 2, highest: 5801 });
    });

    it('the highest number stays, in whatever order they come, to the last digit', async () => {
      const numbers = fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 10 });
      let kind = 0;
      await fc.assert(
        fc.asyncProperty(numbers, fc.infiniteStream(fc.boolean()), async (said, noted) => {
          kind += 1;
          for (const number of said)
            await (noted.next().value ? state.note(String(kind), number) : state.take(String(kind), number));
          expect(await other.announce(String(kind), 'survey')).toEqual({ nth: 1, highest: Math.max(...said) });
        }),
        { numRuns: 50 },
      );
    });

    it('beyond so many names, none that is not known is taken for the only one of its kind', async () => {
      // Redis forgets by the clock: not in the midst of this.
      await until(() => name !== 'in Redis' || Date.now() % NAME_KEPT_MS < NAME_KEPT_MS - 20_000);
      expect(await state.announce('a', 'early')).toEqual({ nth: 1 });
      for (let nth = 1; nth < MOST_NAMES; nth += 1_000)
        await Promise.all(
          Array.from({ length: Math.min(1_000, MOST_NAMES - nth) }, (_, more) => state.announce('a', `${nth + more}`)),
        );
      expect(await state.announced('a', 'none')).toBe(0);

      expect(await other.announce('a', 'late')).toEqual({ nth: 2 });
      expect(await state.announced('a', 'late')).toBe(1);
      expect(await state.announced('a', 'none')).toBe(1);
      expect(await state.announce('a', 'none')).toEqual({ nth: 2 });
      // What was there before is known as well as ever.
      expect(await other.announced('a', 'early')).toBe(1);
      expect(await other.announce('a', 'early')).toEqual({ nth: 2 });
      expect(await state.announced('a', 'early')).toBe(2);
      expect(await state.announce('b', 'late')).toEqual({ nth: 1 });
    }, 60_000);

    // Redis has a clock of its own, which no test sets: redis-state.test.ts reads what it was told.
    if (name === 'in Redis') return;
    describe('time', () => {
      beforeEach(async () => {
        jest.useFakeTimers();
        state = await store.fresh();
      });
      afterEach(() => void jest.useRealTimers());

      it('lets a name be forgotten after its time, and not before', async () => {
        await state.announce('a', 'survey');
        jest.advanceTimersByTime(NAME_KEPT_MS - 1);
        expect(await state.announced('a', 'survey')).toBe(1);
        expect(await state.announce('a', 'survey')).toEqual({ nth: 2 });
        jest.advanceTimersByTime(NAME_KEPT_MS - 1);
        expect(await state.announced('a', 'survey')).toBe(2);
        jest.advanceTimersByTime(NAME_KEPT_MS);
        expect(await state.announced('a', 'survey')).toBe(0);
      });

      it('knows for as long as it would have kept them that there was no room for names', async () => {
        for (let nth = 0; nth <= MOST_NAMES; nth += 1) await state.announce('a', `${nth}`);
        jest.advanceTimersByTime(NAME_KEPT_MS);
        expect(await state.announce('a', 'late')).toEqual({ nth: 2 });
        expect(await state.announced('a', 'late')).toBe(2);
        jest.advanceTimersByTime(NAME_KEPT_MS);
        expect(await state.announce('a', 'later')).toEqual({ nth: 1 });
        jest.advanceTimersByTime(3 * NAME_KEPT_MS);
        expect(await state.announced('a', 'late')).toBe(0);
      });

      it('lets all names be forgotten where nothing is asked for long', async () => {
        await state.announce('a', 'survey');
        jest.advanceTimersByTime(2 * NAME_KEPT_MS);
        expect(await state.announced('a', 'survey')).toBe(0);
      });

      it('lets a number be free again, and still be the highest', async () => {
        await state.note('a', 5801);
        jest.advanceTimersByTime(NUMBER_KEPT_MS - 1);
        expect(await state.taken('a', 5801)).toBe(true);
        jest.advanceTimersByTime(NUMBER_KEPT_MS + 1);
        expect(await state.taken('a', 5801)).toBe(false);
        expect(await state.announce('a', 'survey')).toEqual({ nth: 1, highest: 5801 });
      });
    });
  });
}

it('in one process a name costs the same, however long it is', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const state = createMemoryState();
  collect();
  const before = process.memoryUsage().heapUsed;
  for (let nth = 0; nth < 50; nth += 1) await state.announce('a', `${nth} ${'x'.repeat(1_000_000)}`);
  collect();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
  expect(await state.announced('a', `7 ${'x'.repeat(1_000_000)}`)).toBe(1);
});
