import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';

import { NEEDS, type Scope } from '../../access/identity.js';
import type { Context } from '../context.js';
import { requireGlobalId } from '../global-id.js';
import { argumentError } from '../read-error.js';
import { Skill } from './skill.type.js';

@Resolver()
export class SkillResolver {
  @Authorized<Scope>('read')
  @Query(() => Skill, {
    nullable: true,
    description: `One skill by its global id. Null where there is none; an id of another form is BAD_USER_INPUT. Costs at most one read of the list. ${NEEDS.read}`,
  })
  skill(
    @Ctx() { reads }: Context,
    @Arg('id', () => ID, { description: '`<operationId>:<skillId>`, for example `default:4021`.' }) id: string,
  ): Promise<Skill | null> {
    return reads.skill(requireGlobalId(id, 'skill'));
  }

  @Authorized<Scope>('read')
  @Query(() => [Skill], {
    description: `The skills of an operation, by number, ascending. All who ask share one read of the list. ${NEEDS.read}`,
  })
  async skills(
    @Ctx() { reads, operations }: Context,
    @Arg('operationId', () => ID, { nullable: true, description: 'Left out: the default operation.' })
    operationId: string | null | undefined,
  ): Promise<readonly Skill[]> {
    const operation = operations.require(operationId, argumentError);
    const { rows } = await reads.skills(operation);
    return rows.map((row) => Skill.listed(operation, row));
  }
}
