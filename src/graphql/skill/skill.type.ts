import { Directive, Field, ID, ObjectType } from 'type-graphql';

import type { Operation } from '../../domain/operation.js';
import type { ListedSkill } from '../../domain/skill.js';
import { globalId } from '../global-id.js';
import { operationOf, WolkvoxOperation } from '../operation/operation.type.js';
import { readLater } from '../read-later.js';
import { CampaignTime } from '../scalars.js';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A skill in wolkvox: what the agents of a group can do.' })
export class Skill {
  @Field(() => ID, { description: 'Global id, `<operationId>:<skillId>`, for example `default:4021`.' })
  readonly id: string;

  @Field(() => ID, {
    description: "wolkvox's own number of the skill, for example `4021`: `skillId` of a new campaign.",
  })
  readonly skillId: string;

  @Field(() => WolkvoxOperation, { description: 'The operation it belongs to.' })
  readonly operation: WolkvoxOperation;

  @Field(() => String, { nullable: true, description: 'Its name. Null where wolkvox does not tell.' })
  readonly name?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for. Null where it has no description.' })
  readonly description?: string | null;

  @Field(() => CampaignTime, {
    nullable: true,
    description:
      "When it was last used, on the operation's wall clock. Null where it never was, or wolkvox does not tell.",
  })
  readonly lastUsedAt?: string | null;

  /** As far as a campaign told of it. */
  constructor(operation: Operation, skillId: string) {
    this.id = globalId(operation, skillId);
    this.skillId = skillId;
    this.operation = operationOf(operation);
  }

  static listed(operation: Operation, { skillId, name, description, lastUsedAt }: ListedSkill): Skill {
    return Object.assign(new Skill(operation, skillId), {
      name: name ?? null,
      description: description ?? null,
      lastUsedAt: lastUsedAt ?? null,
    });
  }
}

/** A skill that a campaign names: the rest is read when it is asked for, with one read for all. */
export class NamedSkill extends Skill {}
/** What the list of campaigns does not tell. */
export const SKILL_FIELDS_READ_LATER = [
  'name',
  'description',
  'lastUsedAt',
] as const satisfies readonly (keyof Skill)[];
readLater(NamedSkill, SKILL_FIELDS_READ_LATER, (id, { reads }) => reads.skill(id));
