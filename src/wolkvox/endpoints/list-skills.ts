import type { ListedSkill } from '../../domain/skill.js';
import { MAX_LIST_ANSWER_BYTES } from '../facts.js';
import { readList, type List } from './cells.js';
import type { Endpoint } from './endpoint.js';

/** GET information.php?api=skills (doc, seen): every skill of the operation, in one answer. */
export const listSkills: Endpoint<undefined, List<ListedSkill>> = {
  api: 'skills',
  file: 'information',
  method: 'GET',
  safe: true,
  query: () => ({}),
  read: ({ data }) =>
    readList(data, (cells) => {
      const skillId = cells.id('skill_id');
      if (skillId === undefined) return undefined;
      return {
        skillId,
        name: cells.text('skill_name'),
        description: cells.text('skill_description'),
        lastUsedAt: cells.time('last_use'),
      };
    }),
  empty: { rows: [], unreadRows: 0, unreadColumns: new Set() },
  maxAnswerBytes: MAX_LIST_ANSWER_BYTES,
};
