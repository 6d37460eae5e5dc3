import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

import type { Lists } from '../../services/lists.js';
import type { OperationRegistry } from '../../services/operation-registry.js';
import type { OperationConnection } from '../../wolkvox/client.js';
import { readGlobalId } from '../../domain/global-id.js';
import type { LocalizedText } from '../../shared/i18n.js';

/** Kinds of upstream calls. A write and the read of a status always cost a call; a list or a board only if it is not cached. */
export type UpstreamCost =
  | 'creation'
  | 'start'
  | 'stop'
  | 'speed'
  | 'callback'
  | 'upload'
  | 'edit'
  | 'destruction'
  | 'campaignStatus'
  | 'campaigns'
  | 'skills'
  | 'progress'
  | 'tokenUsage';

/** Coerced arguments of a field. */
export type Arguments = Readonly<Record<string, unknown>>;

/** Operation that a root field and the fields below it read, with the costs of the root field itself. */
export interface CostTarget {
  readonly operation: OperationConnection;
  /** @default none */
  readonly costs?: readonly UpstreamCost[];
}

/** Size of a list. */
export interface ListSize {
  /** Maximum size, for a number of configured operations. */
  readonly upperBound: (operations: number) => number;
  /** Estimated size for these arguments. `readable`: the operations of the field that the caller may read. */
  readonly estimate: (
    args: Arguments,
    readable: readonly OperationConnection[],
    lists: Pick<Lists, 'skillCount'>,
  ) => number;
}

/** Cost of a root field. */
export interface RootCost {
  /** True if it may read several operations. */
  readonly multiTenant: boolean;
  /** Maximum costs of the field itself. */
  readonly costs: readonly UpstreamCost[];
  readonly targets: (args: Arguments, operations: OperationRegistry) => readonly CostTarget[];
  /** Size of the list that it is or contains. */
  readonly listSize: ListSize;
}

/** Decorator: the cost of a root field. Each root field needs one. */
export const RootFieldCost = (rootCost: RootCost) => Extensions({ rootCost });

/** Decorator: the cost of any other field, for the operation of the root field above. */
export const FieldCost = (cost: UpstreamCost) => Extensions({ cost });

/** Calls of a field that depend on its arguments. They are counted for each row that the field is in, and never shared by two rows. */
export interface ArgumentCost {
  /** Returns the number of calls for valid arguments. `operation` is one that the root field above may read. */
  readonly calls: (args: Arguments, operation: OperationConnection) => number;
  /** Sentence for a client whose request is rejected: how the calls are counted, and how to need fewer of them. */
  readonly advice: LocalizedText;
}

/** Decorator: the calls of a field that depend on its arguments. */
export const FieldCalls = (argumentCost: ArgumentCost) => Extensions({ argumentCost });

/** Rows of a list below a field that is not a root field. */
export interface FieldRows {
  readonly upperBound: number;
  /** Returns the number of rows for valid arguments. */
  readonly estimate: (args: Arguments) => number;
}

/** Decorator: a field that contains a list of its own size, for example a page of a connection. */
export const FieldListSize = (listSize: FieldRows) => Extensions({ listSize });

/** Decorator: a mutation whose input may exceed the usual limits of a request body. */
export const AcceptsLargeBody = Extensions({ acceptsLargeBody: true });

type Field = Pick<GraphQLField<unknown, unknown>, 'extensions'>;

/** Returns the cost that a root field declares; undefined for a field of the schema itself. */
export const rootCostOf = ({ extensions }: Field): RootCost | undefined => extensions.rootCost as RootCost | undefined;

/** Returns true if the input of a mutation may exceed the usual limits of a request body. */
export const acceptsLargeBody = ({ extensions }: Field): boolean => extensions.acceptsLargeBody === true;

/** Returns the cost that any other field declares; undefined if it causes no call. */
export const fieldCostOf = ({ extensions }: Field): UpstreamCost | undefined =>
  extensions.cost as UpstreamCost | undefined;

/** Returns the calls that a field declares as dependent on its arguments; undefined if there are none. */
export const argumentCostOf = ({ extensions }: Field): ArgumentCost | undefined =>
  extensions.argumentCost as ArgumentCost | undefined;

/** Returns the size that a field declares for the list below it; undefined if that list is as long as the one of the root field. */
export const fieldRowsOf = ({ extensions }: Field): FieldRows | undefined =>
  extensions.listSize as FieldRows | undefined;

/** Lists below a creation are short: issues and candidates. */
const NO_LIST: ListSize = { upperBound: () => 1, estimate: () => 1 };

type FindOperation = (args: Arguments, operations: OperationRegistry) => OperationConnection | undefined;

/** Returns the cost of a field that reads one operation. An unknown operation costs nothing, because it is not called. */
export const singleOperation = (
  find: FindOperation,
  costs: readonly UpstreamCost[] = [],
  listSize = NO_LIST,
): RootCost => ({
  multiTenant: false,
  costs,
  targets: (args, operations) => {
    const operation = find(args, operations);
    return operation === undefined ? [] : [{ operation, costs }];
  },
  listSize,
});

/** Finds the operation whose id is an argument. */
export const byArgument =
  (name: string): FindOperation =>
  (args, operations) =>
    operations.find(args[name] as string | null | undefined);

/** Returns the cost of a mutation of the campaign that `input.campaignId` names: its call, and a reading of the campaign. */
export const campaignMutation = (call: UpstreamCost, listSize?: ListSize): RootCost =>
  singleOperation(
    ({ input }, operations) => byGlobalId({ id: (input as { readonly campaignId: unknown }).campaignId }, operations),
    [call, 'campaignStatus'],
    listSize,
  );

/** Finds the operation of the global id in the argument `id`. */
export const byGlobalId: FindOperation = ({ id }, operations) => {
  const parts = typeof id === 'string' ? readGlobalId(id) : undefined;
  return parts && operations.find(parts.operationId);
};
