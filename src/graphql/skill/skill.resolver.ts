import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';

import { REQUIRED_SCOPE, type Scope } from '../../auth/identity.js';
import type { Context } from '../context.js';
import { requireGlobalId } from '../global-id.js';
import { argumentError } from '../errors/read-error.js';
import { Skill } from './skill.type.js';

@Resolver()
export class SkillResolver {
  @Authorized<Scope>('read')
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
