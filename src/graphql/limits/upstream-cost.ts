import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';

import type { Lists } from '../../service/lists.js';
import type { UpstreamOperation } from '../../wolkvox/client.js';
import type { Asked } from './asked.js';
import type { Spending } from './spending-fields.js';
import type { PlannedField } from './spending-plan.js';

interface Places {
  /** The operations that the caller may use: of others nothing is called, and nothing is told. */
  readonly permitted: ReadonlySet<UpstreamOperation>;
  readonly lists: Pick<Lists, 'isAtHand'>;
}

/**
 * How many calls to wolkvox a GraphQL operation makes: each creation, each list that is not at hand, each look at a token's
 * usage, of each wolkvox operation. An estimate: a list that is at hand and due is read anew on everybody's account, and
 * calls that are repeated, or look for what became of a lost creation, count as one.
 */
export function upstreamCost(
  { operation }: OperationDefinitionNode,
  { fields, isAskedFor }: Asked,
  { permitted, lists }: Places,
): number {
  const writes = operation === OperationTypeNode.MUTATION;
  const calls = new Set<string>();
  const spend = (spends: Spending, { id }: UpstreamOperation, { node: { alias, name } }: PlannedField): void => {
    // One after the other, and what was read before a creation is not given after it. Skills do not change by it.
    const again = writes && spends !== 'skills' ? (alias ?? name).value : '';
    calls.add(`${spends} ${id} ${again}`);
  };
  const isAtHand = (spends: Spending, of: UpstreamOperation): boolean =>
    (spends === 'skills' || (spends === 'campaigns' && !writes)) && lists.isAtHand(spends, of);

  for (const { planned, about } of fields) {
    const below = new Set(planned.below.filter(isAskedFor).map(({ spends }) => spends));
    for (const { operation: of, spends } of about)
      for (const spending of spends === undefined ? below : [spends, ...below])
        if (permitted.has(of) && !isAtHand(spending, of)) spend(spending, of, planned);
  }
  return calls.size;
}
