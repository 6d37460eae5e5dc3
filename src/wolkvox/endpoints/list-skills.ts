import type { ListedSkill } from '../../domain/skill.js';
import { listEndpoint } from './row-reader.js';

/** GET information.php?api=skills (doc, seen). Returns every skill of the operation in one response. */
export const listSkills = listEndpoint('skills', (row): ListedSkill | undefined => {
  const skillId = row.id('skill_id');
  if (skillId === undefined) return undefined;
  return {
    skillId,
    name: row.text('skill_name'),
    description: row.text('skill_description'),
    lastUsedAt: row.time('last_use'),
  };
});
