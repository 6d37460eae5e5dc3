import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Context } from '../context.js';
import { byArgument, byGlobalId, RootFieldCost, singleOperation, type ListSize } from '../cost/field-cost.js';
import { requireGlobalId } from '../global-id.js';
import { argumentError } from '../errors/localized-error.js';
import { Skill } from './skill.type.js';

/** Assumed number before the first read (guess: more than most operations have). The estimate must not cause a read. */
const ASSUMED_SKILLS = 200;

/** Skills have no pages, so their number counts. */
const ALL_SKILLS: ListSize = {
  upperBound: () => Infinity,
  estimate: (_args, readable, lists) =>
    readable.reduce((sum, operation) => sum + (lists.skillCount(operation) ?? ASSUMED_SKILLS), 0),
};

@Resolver()
export class SkillResolver {
  @Authorized<Scope>('read')
  @RootFieldCost(singleOperation(byGlobalId, ['skills']))
  @Query(() => Skill, {
    nullable: true,
    description: `One skill by its global id. Null if it does not exist. An id in another format fails with BAD_USER_INPUT. ${REQUIRED_SCOPE.read}`,
  })
  skill(
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: '`<operationId>:<skillId>`, for example `default:4021`.' }) id: string,
  ): Promise<Skill | null> {
    return loaders.skill(requireGlobalId(id, 'skill'));
  }

  @Authorized<Scope>('read')
  @RootFieldCost(singleOperation(byArgument('operationId'), ['skills'], ALL_SKILLS))
  @Query(() => [Skill], {
    description: `Skills of one operation, in ascending order of \`skillId\`. The list is cached. ${REQUIRED_SCOPE.read}`,
  })
  async skills(
    @Ctx() { loaders, operations }: Context,
    @Arg('operationId', () => ID, { nullable: true, description: 'The operation. Default: the default operation.' })
    operationId: string | null | undefined,
  ): Promise<readonly Skill[]> {
    const operation = operations.require(operationId, argumentError);
    const { rows } = await loaders.skills(operation);
    return rows.map((row) => Skill.listed(operation, row));
  }
}
