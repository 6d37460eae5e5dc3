import type { ListedSkill } from '../../domain/skill.js';
import { listEndpoint } from './cells.js';

/** GET information.php?api=skills (doc, seen): every skill of the operation, in one answer. */
export const listSkills = listEndpoint('skills', (cells): ListedSkill | undefined => {
  const skillId = cells.id('skill_id');
  if (skillId === undefined) return undefined;
  return {
    skillId,
    name: cells.text('skill_name'),
    description: cells.text('skill_description'),
    lastUsedAt: cells.time('last_use'),
  };
});
