import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';

import { NEEDS, type Scope } from '../../access/identity.js';
import type { Context } from '../context.js';
import { argumentError, readError } from '../read-error.js';
import { WolkvoxLimits } from './limits.type.js';
import { WolkvoxOperation } from './operation.type.js';
import { WolkvoxTokenUsage } from './token-usage.type.js';

@Resolver(() => WolkvoxOperation)
export class OperationResolver {
  @Authorized<Scope>('read')
  @Query(() => [WolkvoxOperation], {
    description: `The operations this layer is configured for. Costs no upstream call. ${NEEDS.read}`,
  })
  operations(@Ctx() { operations }: Context): readonly WolkvoxOperation[] {
    return operations.all().map((operation) => new WolkvoxOperation(operation));
  }

  @Authorized<Scope>('read')
  @Query(() => WolkvoxOperation, {
    nullable: true,
    description: `One operation by id, or the default one. Null where there is none. Costs no upstream call. ${NEEDS.read}`,
  })
  operation(
    @Ctx() { operations }: Context,
    @Arg('id', () => ID, { nullable: true, description: 'Left out: the default operation.' }) id?: string | null,
  ): WolkvoxOperation | null {
    const operation = operations.find(id);
    return operation ? new WolkvoxOperation(operation) : null;
  }

  @Authorized<Scope>('read')
  @FieldResolver(() => WolkvoxLimits, {
    description: `What its token may do and has done, by this layer's own books. Costs no upstream call. ${NEEDS.read}`,
  })
  async limits(@Root() { id }: WolkvoxOperation, @Ctx() { operations, reads }: Context): Promise<WolkvoxLimits> {
    reads.live();
    const books = await operations.limits(id);
    if (books === undefined) throw readError({ code: 'UNREACHABLE', hint: 'REDIS_AWAY' });
    return new WolkvoxLimits(books);
  }

  @Authorized<Scope>('read')
  @FieldResolver(() => WolkvoxTokenUsage, {
    description: `What wolkvox says of the calls of its token. Costs one upstream call, which all who ask at the same time share. ${NEEDS.read}`,
  })
  async tokenUsage(
    @Root() { id }: WolkvoxOperation,
    @Ctx() { operations, lists, reads, caller, record }: Context,
  ): Promise<WolkvoxTokenUsage> {
    reads.live();
    const usage = await lists.tokenUsage(operations.require(id, argumentError), { caller, record });
    if (!usage.ok) throw readError(usage.failure);
    return new WolkvoxTokenUsage(usage.value);
  }
}
