import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';

import { capacityOf } from '../../domain/capacity.js';
import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Context } from '../context.js';
import { FieldCost, byArgument, RootFieldCost, singleOperation, type RootCost } from '../cost/field-cost.js';
import { createObject } from '../create-object.js';
import { argumentError, readError } from '../errors/localized-error.js';
import { WolkvoxCapacity, WolkvoxLimits, WolkvoxOperation, WolkvoxTokenUsage } from './operation.type.js';

/** Cost of reading all operations. */
const ALL_OPERATIONS: RootCost = {
  multiTenant: true,
  costs: [],
  targets: (_args, operations) => operations.all().map((operation) => ({ operation })),
  listSize: { upperBound: (operations) => operations, estimate: (_args, readable) => readable.length },
};

@Resolver(() => WolkvoxOperation)
export class OperationResolver {
  @Authorized<Scope>('read')
  @RootFieldCost(ALL_OPERATIONS)
  @Query(() => [WolkvoxOperation], {
    description: `Configured operations that the caller may use. ${REQUIRED_SCOPE.read}`,
  })
  operations(@Ctx() { operations }: Context): readonly WolkvoxOperation[] {
    return operations.all().map((operation) => new WolkvoxOperation(operation));
  }

  @Authorized<Scope>('read')
  @RootFieldCost(singleOperation(byArgument('id')))
  @Query(() => WolkvoxOperation, {
    nullable: true,
    description: `One operation by id. Null if it does not exist. ${REQUIRED_SCOPE.read}`,
  })
  operation(
    @Ctx() { operations }: Context,
    @Arg('id', () => ID, { nullable: true, description: 'The operation. Default: the default operation.' })
    id?: string | null,
  ): WolkvoxOperation | null {
    const operation = operations.find(id);
    return operation ? new WolkvoxOperation(operation) : null;
  }

  @Authorized<Scope>('read')
  @FieldResolver(() => WolkvoxLimits, {
    description: `Limits of the token and their current use, as counted by this server. ${REQUIRED_SCOPE.read}`,
  })
  async limits(@Root() { id }: WolkvoxOperation, @Ctx() { operations, loaders }: Context): Promise<WolkvoxLimits> {
    loaders.markLive();
    const usage = await operations.limits(id);
    if (usage === undefined) throw readError({ code: 'UNREACHABLE', hint: 'REDIS_UNAVAILABLE' });
    const { used, dailyQuota = null, ...limits } = usage;
    return createObject(WolkvoxLimits, { ...limits, dailyQuota, usedToday: used });
  }

  @Authorized<Scope>('read')
  @FieldCost('tokenUsage')
  @FieldResolver(() => WolkvoxTokenUsage, {
    description: `Daily use of the token, as reported by wolkvox. Costs one call; concurrent requests share it. ${REQUIRED_SCOPE.read}`,
  })
  async tokenUsage(
    @Root() { id }: WolkvoxOperation,
    @Ctx() { operations, lists, loaders, caller, record }: Context,
  ): Promise<WolkvoxTokenUsage> {
    loaders.markLive();
    const usage = await lists.tokenUsage(operations.require(id, argumentError), { caller, record });
    if (!usage.ok) throw readError(usage.failure);
    return createObject(WolkvoxTokenUsage, usage.value);
  }

  @Authorized<Scope>('read')
  @FieldResolver(() => WolkvoxCapacity, {
    nullable: true,
    description: `Estimated capacity of the operation. Costs no call: null until this process has read \`tokenUsage\`, which the same request can do. Null too if the daily limit of calls is not a multiple of 1000. ${REQUIRED_SCOPE.read}`,
  })
  async capacity(
    @Root() { id }: WolkvoxOperation,
    @Ctx() { operations, lists, loaders }: Context,
  ): Promise<WolkvoxCapacity | null> {
    loaders.markLive();
    const usage = await lists.lastTokenUsage(operations.require(id, argumentError));
    const capacity = usage && capacityOf(usage);
    return capacity === undefined ? null : createObject(WolkvoxCapacity, capacity);
  }
}
