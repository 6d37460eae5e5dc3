import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';

import type { Lists } from '../../services/lists.js';
import type { OperationConnection } from '../../wolkvox/client.js';
import type { ExecutedFields } from './resolve-arguments.js';
import type { UpstreamCost } from './field-costs.js';
import type { PlannedField } from './cost-plan.js';

interface UpstreamCostOptions {
  /** Operations that the caller may use. Other operations cause no call. */
  readonly permitted: ReadonlySet<OperationConnection>;
  readonly lists: Pick<Lists, 'isCached'>;
}

/**
 * Returns the estimated number of upstream calls of an operation: each creation, each uncached list and each token
 * usage, per wolkvox operation. Refreshes of stale lists are not counted, because all requests share them. Retries and
 * the reconciliation of a lost creation are not counted.
 */
export function upstreamCost(
  { operation }: OperationDefinitionNode,
  { fields, isExecuted }: ExecutedFields,
  { permitted, lists }: UpstreamCostOptions,
): number {
  const writes = operation === OperationTypeNode.MUTATION;
  const calls = new Set<string>();
  const addCall = (cost: UpstreamCost, { id }: OperationConnection, { node: { alias, name } }: PlannedField): void => {
    // Root fields of a mutation run in sequence, and a list is read again after a creation. Skills do not change by it.
    const field = writes && cost !== 'skills' ? (alias ?? name).value : '';
    calls.add(`${cost} ${id} ${field}`);
  };
  const isCached = (cost: UpstreamCost, target: OperationConnection): boolean =>
    (cost === 'skills' || (cost === 'campaigns' && !writes)) && lists.isCached(cost, target);

  for (const { planned, targets } of fields) {
    const below = new Set(planned.nestedCosts.filter(isExecuted).map(({ cost }) => cost));
    for (const { operation: target, cost: ownCost } of targets)
      for (const cost of ownCost === undefined ? below : [ownCost, ...below])
        if (permitted.has(target) && !isCached(cost, target)) addCall(cost, target, planned);
  }
  return calls.size;
}
