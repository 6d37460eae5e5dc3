import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Context } from '../context.js';
import { argumentError, readError } from '../errors/read-error.js';
import { WolkvoxLimits } from './limits.type.js';
import { WolkvoxOperation } from './operation.type.js';
import { WolkvoxTokenUsage } from './token-usage.type.js';

@Resolver(() => WolkvoxOperation)
export class OperationResolver {
  @Authorized<Scope>('read')
  @Query(() => [WolkvoxOperation], {
    description: `Configured operations that the caller may use. ${REQUIRED_SCOPE.read}`,
  })
  operations(@Ctx() { operations }: Context): readonly WolkvoxOperation[] {
    return operations.all().map((operation) => new WolkvoxOperation(operation));
  }

  @Authorized<Scope>('read')
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
    return new WolkvoxLimits(usage);
  }

  @Authorized<Scope>('read')
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
    return new WolkvoxTokenUsage(usage.value);
  }
}
