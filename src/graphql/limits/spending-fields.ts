import type { Directory } from '../../service/operations.js';
import type { UpstreamOperation } from '../../wolkvox/client.js';
import { CAMPAIGN_FIELDS_READ_LATER } from '../campaign/campaign.type.js';
import { readGlobalId } from '../global-id.js';
import { SKILL_FIELDS_READ_LATER } from '../skill/skill.type.js';
import { ALL_SKILLS, NO_LIST, OPERATIONS, PAGE, REPRESENTATIONS, type Arguments, type Rows } from './rows.js';

/** What takes a call to wolkvox: a creation always does, a list where it is not at hand. */
export type Spending = 'creation' | 'campaigns' | 'skills' | 'tokenUsage';

/** A wolkvox operation that a root field is about, with everything below it; and what the field itself takes of it. */
export interface About {
  readonly operation: UpstreamOperation;
  readonly spends?: Spending | undefined;
}

export interface RootField {
  /** Whether it may be about several operations. */
  readonly several: boolean;
  /** What it may take itself. */
  readonly own: readonly Spending[];
  readonly about: (args: Arguments, operations: Directory) => readonly About[];
  /** Of the list that it is or holds. */
  readonly rows: Rows;
}

/** Every root field, and what it costs. A new one needs a line here. */
export const ROOT_FIELDS: Readonly<Record<string, RootField>> = {
  'Query.campaign': one(({ id }, operations) => ofGlobalId(id, operations), 'campaigns'),
  'Query.campaigns': one(({ operationId }, operations) => ofId(operationId, operations), 'campaigns', PAGE),
  'Query.skill': one(({ id }, operations) => ofGlobalId(id, operations), 'skills'),
  'Query.skills': one(({ operationId }, operations) => ofId(operationId, operations), 'skills', ALL_SKILLS),
  'Query.operation': one(({ id }, operations) => ofId(id, operations)),
  'Query.operations': {
    several: true,
    own: [],
    about: (_args, operations) => operations.all().map((operation) => ({ operation })),
    rows: OPERATIONS,
  },
  'Query._entities': {
    several: true,
    own: ['campaigns', 'skills'],
    about: ({ representations }, operations) =>
      (representations as readonly unknown[]).flatMap((representation) => ofEntity(representation, operations)),
    rows: REPRESENTATIONS,
  },
  'Mutation.createCampaign': one(
    ({ input }, operations) => ofId((input as Arguments).operationId, operations),
    'creation',
  ),
};

/** Every other field that costs something, of the operation that the root field above it is about. */
export const NESTED_FIELDS: Readonly<Record<string, Spending>> = {
  'WolkvoxOperation.tokenUsage': 'tokenUsage',
  ...each('Campaign', CAMPAIGN_FIELDS_READ_LATER, 'campaigns'),
  ...each('Skill', SKILL_FIELDS_READ_LATER, 'skills'),
};

/** What it takes to find an entity by its global id; the id of an operation is one without a number. */
const ENTITIES: Readonly<Record<string, Spending>> = { Campaign: 'campaigns', Skill: 'skills' };

type Find = (args: Arguments, operations: Directory) => UpstreamOperation | undefined;

/** A field about one operation; about none where that is unknown, since then nothing is called. */
function one(find: Find, spends?: Spending, rows = NO_LIST): RootField {
  return {
    several: false,
    own: spends === undefined ? [] : [spends],
    about: (args, operations) => {
      const operation = find(args, operations);
      return operation === undefined ? [] : [{ operation, spends }];
    },
    rows,
  };
}

function each(type: string, fields: readonly string[], spends: Spending): Readonly<Record<string, Spending>> {
  return Object.fromEntries(fields.map((field) => [`${type}.${field}`, spends]));
}

const ofId = (id: unknown, operations: Directory): UpstreamOperation | undefined =>
  operations.find(id as string | null | undefined);

function ofGlobalId(id: unknown, operations: Directory): UpstreamOperation | undefined {
  const parts = typeof id === 'string' ? readGlobalId(id) : undefined;
  return parts && operations.find(parts.operationId);
}

function ofEntity(representation: unknown, operations: Directory): readonly About[] {
  if (typeof representation !== 'object' || representation === null) return [];
  const { __typename: type, id } = representation as { readonly __typename?: unknown; readonly id?: unknown };
  if (typeof type !== 'string' || typeof id !== 'string') return [];
  const spends = Object.hasOwn(ENTITIES, type) ? ENTITIES[type] : undefined;
  const operation = spends === undefined ? operations.find(id) : ofGlobalId(id, operations);
  return operation === undefined ? [] : [{ operation, spends }];
}
