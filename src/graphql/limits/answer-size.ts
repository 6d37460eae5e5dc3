import type { Lists } from '../../service/lists.js';
import type { UpstreamOperation } from '../../wolkvox/client.js';
import type { Asked } from './asked.js';
import { fieldsOf } from './spending-plan.js';

interface Places {
  /** The operations that the caller may read: how long the lists of others are is not told by a refusal either. */
  readonly readable: ReadonlySet<UpstreamOperation>;
  readonly lists: Pick<Lists, 'skillCount'>;
}

/**
 * How many fields the answer to a GraphQL operation may hold: each as often as the list that it is in has rows, and as often
 * as it is written. Of the types that an entity may be, the fields of all count.
 */
export function answerFields({ fields, isAskedFor }: Asked, { readable, lists }: Places): number {
  return fields.reduce((sum, { planned: { field, sizes }, args, about }) => {
    const read = about.map(({ operation }) => operation).filter((operation) => readable.has(operation));
    return sum + fieldsOf(sizes.filter(isAskedFor), field.rows.of(args, read, lists));
  }, 0);
}
