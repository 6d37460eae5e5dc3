import type { Product } from './product.js';

/** Number of calls of the default operation in the queue; undefined if it cannot be read. */
export async function queued({ query }: Pick<Product, 'query'>): Promise<number | undefined> {
  const { data } = await query('{ operation { limits { queued } } }');
  return (data as { operation: { limits: { queued: number } } } | undefined)?.operation.limits.queued;
}
