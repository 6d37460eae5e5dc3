/** Pseudo-random numbers that a seed repeats (mulberry32): what happens in a run follows from its seed, when it happens does not. */
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
    /** A number from `from` up to, not including, `to`. */
    between: (from, to) => from + next() * (to - from),
    /** True with this probability. */
    chance: (share) => next() < share,
    /** One of the names, each as often as its weight says. */
    pick: (weights) => {
      const entries = Object.entries(weights);
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) if ((left -= weight) < 0) return name;
      return entries[0][0];
    },
  };
}
