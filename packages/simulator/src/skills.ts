/** Skills of the operation. No API call creates one: they are initial, or a test adds them. */
import { assertInput } from './assert.js';
import { readSkill, type ExistingSkill } from './fixtures.js';
import type { SkillRow } from './listing.js';

/** Invented data. */
export const DEFAULT_SKILLS: readonly ExistingSkill[] = [
  { skillId: '4021', name: 'Ventas', description: 'Ventas salientes', lastUse: '2025-03-10 17:42:05' },
  { skillId: '4022', name: 'Cobranza', description: 'Recordatorios de pago', lastUse: '2025-03-07 09:15:30' },
  { skillId: '4023', name: 'Encuestas de satisfacción' },
];

/** Arbitrary: the vendor's ids are numeric strings of undocumented length. */
const FIRST_SKILL_ID = 4021;

export class Skills {
  readonly #initial: readonly SkillRow[];
  #rows = new Map<string, SkillRow>();
  #nextId = FIRST_SKILL_ID;

  /** @throws RangeError about the first skill that is invalid or whose id exists */
  constructor(initial: readonly ExistingSkill[]) {
    for (const skill of initial) this.add(skill);
    this.#initial = [...this.#rows.values()];
  }

  /** Skills as rows of the vendor's list, in order of addition (guess). */
  rows(): readonly SkillRow[] {
    return [...this.#rows.values()].map((row) => ({ ...row }));
  }

  /**
   * Adds a skill and returns its id. A generated id is never reused, not even after `reset`.
   * @throws RangeError if it is invalid or its id exists
   */
  add(skill: ExistingSkill): string {
    while (this.#rows.has(String(this.#nextId))) this.#nextId += 1;
    const freeId = String(this.#nextId);
    const row = readSkill(skill, freeId);
    assertInput(!this.#rows.has(row.skill_id), `There is a skill ${row.skill_id} already.`);
    if (row.skill_id === freeId) this.#nextId += 1;
    this.#rows.set(row.skill_id, row);
    return row.skill_id;
  }

  /** Restores the initial skills. */
  reset(): void {
    this.#rows = new Map(this.#initial.map((row) => [row.skill_id, row]));
  }
}
