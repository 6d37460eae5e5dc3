/** Part of a write that is carried out. */

export const WRITE_SHARES = [true, 'half', 'second-half', false] as const;

/**
 * All, the first half (rounded down), the second half, or none of what a write names: records, contacts, ids or fields.
 * A write of one thing is its second half.
 */
export type WriteShare = (typeof WRITE_SHARES)[number];

/** Returns the positions of `count` things that a write changes; `to` is not one of them. */
export function rangeOf(count: number, share: WriteShare): { readonly from: number; readonly to: number } {
  const half = Math.floor(count / 2);
  if (share === 'half') return { from: 0, to: half };
  if (share === 'second-half') return { from: half, to: count };
  return { from: 0, to: share ? count : 0 };
}

/** Returns the things that a write changes. */
export function partOf<Item>(items: readonly Item[], share: WriteShare): readonly Item[] {
  const { from, to } = rangeOf(items.length, share);
  return items.slice(from, to);
}

/** True if a write of one thing is carried out. */
export function isCarriedOut({ share }: { readonly share: WriteShare }): boolean {
  return rangeOf(1, share).to > 0;
}
