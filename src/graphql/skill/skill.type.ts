import { Directive, Field, ID, ObjectType } from 'type-graphql';

import type { Operation } from '../../domain/operation.js';
import type { ListedSkill } from '../../domain/skill.js';
import { globalId } from '../../domain/global-id.js';
import { operationOf, WolkvoxOperation } from '../operation/operation.type.js';
import { defineLazyFields, ListField } from '../lazy-fields.js';
import { CampaignTime } from '../scalars.js';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A skill in wolkvox. It groups the agents that handle a campaign.' })
export class Skill {
  @Field(() => ID, { description: 'Global id, `<operationId>:<skillId>`, for example `default:4021`.' })
  readonly id: string;

  @Field(() => ID, {
    description: 'Number of the skill in wolkvox, for example `4021`. Use it as `skillId` of a new campaign.',
  })
  readonly skillId: string;

  @Field(() => WolkvoxOperation, { description: 'The operation of this object.' })
  readonly operation: WolkvoxOperation;

  @ListField('skills')
  @Field(() => String, { nullable: true, description: 'Name. Null if wolkvox returns no value.' })
  readonly name?: string | null;

  @ListField('skills')
  @Field(() => String, { nullable: true, description: 'Description. Null if there is none.' })
  readonly description?: string | null;

  @ListField('skills')
  @Field(() => CampaignTime, {
    nullable: true,
    description:
      'Time of last use, in the time zone of the operation. Null if it was never used, or if wolkvox returns no value.',
  })
  readonly lastUsedAt?: string | null;

  /** Creates a skill with the fields that a campaign contains. */
  constructor(operation: Operation, skillId: string) {
    this.id = globalId(operation, skillId);
    this.skillId = skillId;
    this.operation = operationOf(operation);
  }

  /** Returns a skill with all fields of the list. */
  static listed(operation: Operation, row: ListedSkill): Skill {
    return Object.assign(new Skill(operation, row.skillId), row);
  }
}

/** Skill of a campaign. Its other fields are lazy and share one read of the list. */
export class NamedSkill extends Skill {}
defineLazyFields(NamedSkill, 'skills', (id, { loaders }) => loaders.skill(id));
