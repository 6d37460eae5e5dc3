import type { OperationRegistry } from '../../services/operation-registry.js';
import type { OperationConnection } from '../../wolkvox/client.js';
import { LAZY_CAMPAIGN_FIELDS } from '../campaign/campaign.type.js';
import { readGlobalId } from '../global-id.js';
import { LAZY_SKILL_FIELDS } from '../skill/skill.type.js';
import { ALL_SKILLS, NO_LIST, OPERATIONS, PAGE, REPRESENTATIONS, type Arguments, type ListSize } from './list-sizes.js';

/** Kinds of upstream calls. A creation always costs a call; a list only if it is not cached. */
export type UpstreamCost = 'creation' | 'campaigns' | 'skills' | 'tokenUsage';

/** Operation that a root field and the fields below it read, with the cost of the root field itself. */
export interface CostTarget {
  readonly operation: OperationConnection;
  readonly cost?: UpstreamCost | undefined;
}

export interface RootField {
  /** True if it may read several operations. */
  readonly multiTenant: boolean;
  /** Maximum costs of the field itself. */
  readonly costs: readonly UpstreamCost[];
  readonly targets: (args: Arguments, operations: OperationRegistry) => readonly CostTarget[];
  /** Size of the list that it is or contains. */
  readonly listSize: ListSize;
}

/** Costs of all root fields. A new root field needs an entry here. */
export const ROOT_FIELDS: Readonly<Record<string, RootField>> = {
  'Query.campaign': singleOperation(({ id }, operations) => operationOfGlobalId(id, operations), 'campaigns'),
  'Query.campaigns': singleOperation(
    ({ operationId }, operations) => operationOfId(operationId, operations),
    'campaigns',
    PAGE,
  ),
  'Query.skill': singleOperation(({ id }, operations) => operationOfGlobalId(id, operations), 'skills'),
  'Query.skills': singleOperation(
    ({ operationId }, operations) => operationOfId(operationId, operations),
    'skills',
    ALL_SKILLS,
  ),
  'Query.operation': singleOperation(({ id }, operations) => operationOfId(id, operations)),
  'Query.operations': {
    multiTenant: true,
    costs: [],
    targets: (_args, operations) => operations.all().map((operation) => ({ operation })),
    listSize: OPERATIONS,
  },
  'Query._entities': {
    multiTenant: true,
    costs: ['campaigns', 'skills'],
    targets: ({ representations }, operations) =>
      (representations as readonly unknown[]).flatMap((representation) => targetOfEntity(representation, operations)),
    listSize: REPRESENTATIONS,
  },
  'Mutation.createCampaign': singleOperation(
    ({ input }, operations) => operationOfId((input as Arguments).operationId, operations),
    'creation',
  ),
};

/** Costs of all other fields, for the operation of the root field above. */
export const NESTED_FIELDS: Readonly<Record<string, UpstreamCost>> = {
  'WolkvoxOperation.tokenUsage': 'tokenUsage',
  ...costOfEach('Campaign', LAZY_CAMPAIGN_FIELDS, 'campaigns'),
  ...costOfEach('Skill', LAZY_SKILL_FIELDS, 'skills'),
};

/** Costs of finding an entity by its global id. An operation costs nothing, and its id has no number. */
const ENTITIES: Readonly<Record<string, UpstreamCost>> = { Campaign: 'campaigns', Skill: 'skills' };

type Find = (args: Arguments, operations: OperationRegistry) => OperationConnection | undefined;

/** Returns a field that reads one operation; none if the operation is unknown, because then nothing is called. */
function singleOperation(find: Find, cost?: UpstreamCost, listSize = NO_LIST): RootField {
  return {
    multiTenant: false,
    costs: cost === undefined ? [] : [cost],
    targets: (args, operations) => {
      const operation = find(args, operations);
      return operation === undefined ? [] : [{ operation, cost }];
    },
    listSize,
  };
}

function costOfEach(
  type: string,
  fields: readonly string[],
  cost: UpstreamCost,
): Readonly<Record<string, UpstreamCost>> {
  return Object.fromEntries(fields.map((field) => [`${type}.${field}`, cost]));
}

const operationOfId = (id: unknown, operations: OperationRegistry): OperationConnection | undefined =>
  operations.find(id as string | null | undefined);

function operationOfGlobalId(id: unknown, operations: OperationRegistry): OperationConnection | undefined {
  const parts = typeof id === 'string' ? readGlobalId(id) : undefined;
  return parts && operations.find(parts.operationId);
}

function targetOfEntity(representation: unknown, operations: OperationRegistry): readonly CostTarget[] {
  if (typeof representation !== 'object' || representation === null) return [];
  const { __typename: type, id } = representation as { readonly __typename?: unknown; readonly id?: unknown };
  if (typeof type !== 'string' || typeof id !== 'string') return [];
  const cost = Object.hasOwn(ENTITIES, type) ? ENTITIES[type] : undefined;
  const operation = cost === undefined ? operations.find(id) : operationOfGlobalId(id, operations);
  return operation === undefined ? [] : [{ operation, cost }];
}
