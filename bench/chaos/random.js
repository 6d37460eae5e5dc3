/** Pseudo-random numbers from a seed (mulberry32). The seed repeats the events of a run, not their times. */
export function createRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    /** Returns a number from `from` up to, not including, `to`. */
    between: (from, to) => from + next() * (to - from),
    /** Returns true with this probability. */
    chance: (share) => next() < share,
    /** Returns one of the names, by weight. */
    pick: (weights) => {
      const entries = Object.entries(weights);
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) if ((left -= weight) < 0) return name;
      return entries[0][0];
    },
  };
}
