import type { Lists } from '../../services/lists.js';
import type { OperationConnection } from '../../wolkvox/client.js';
import type { ExecutedFields } from './resolve-arguments.js';
import { countFields } from './cost-plan.js';

interface ResponseFieldsOptions {
  /** Operations that the caller may read. Without it a rejection would reveal the list sizes of other operations. */
  readonly readable: ReadonlySet<OperationConnection>;
  readonly lists: Pick<Lists, 'skillCount'>;
}

/**
 * Returns the upper bound for the number of response fields: fields x expected list length. For abstract types, fields
 * of all possible types are counted.
 */
export function responseFields(
  { fields, isExecuted }: ExecutedFields,
  { readable, lists }: ResponseFieldsOptions,
): number {
  return fields.reduce((sum, { planned: { field, sizes }, args, targets }) => {
    const read = targets.map(({ operation }) => operation).filter((operation) => readable.has(operation));
    return sum + countFields(sizes.filter(isExecuted), field.listSize.estimate(args, read, lists));
  }, 0);
}
