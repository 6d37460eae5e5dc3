/** Pseudo-random numbers from a seed. */
export function createRandom(seed: number): {
  /** Returns a number from `from` up to, not including, `to`. */
  readonly between: (from: number, to: number) => number;
  /** Returns true with this probability. */
  readonly chance: (share: number) => boolean;
  /** Returns one of the names, by weight. */
  readonly pick: <Name extends string>(weights: Readonly<Record<Name, number>>) => Name;
};
