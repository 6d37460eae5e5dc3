/** The skills of the operation. No call of the API makes one, so they are there from the start or added by a test. */
import { demand } from './demand.js';
import { readSkill, type ExistingSkill } from './existing.js';
import type { SkillRow } from './listing.js';

/** Invented, so that whoever tries a client has something to choose from. */
export const DEFAULT_SKILLS: readonly ExistingSkill[] = [
  { skillId: '4021', name: 'Ventas', description: 'Ventas salientes', lastUse: '2025-03-10 17:42:05' },
  { skillId: '4022', name: 'Cobranza', description: 'Recordatorios de pago', lastUse: '2025-03-07 09:15:30' },
  { skillId: '4023', name: 'Encuestas de satisfacción' },
];

/** Any four digits do: the vendor's ids are numeric strings of no documented length. */
const FIRST_SKILL_ID = 4021;

export class Skills {
  readonly #initial: readonly SkillRow[];
  #rows = new Map<string, SkillRow>();
  #nextId = FIRST_SKILL_ID;

  /** @throws RangeError with a sentence on the first skill that is not valid or whose id is taken. */
  constructor(initial: readonly ExistingSkill[]) {
    for (const skill of initial) this.add(skill);
    this.#initial = [...this.#rows.values()];
  }

  /** The skills as the vendor lists them, in the order they were added (guess). */
  rows(): readonly SkillRow[] {
    return [...this.#rows.values()].map((row) => ({ ...row }));
  }

  /**
   * Adds a skill and answers its id. An id that is chosen here is never chosen twice, not even after `reset`.
   * @throws RangeError with a sentence when it is not valid, or its id is taken
   */
  add(skill: ExistingSkill): string {
    while (this.#rows.has(String(this.#nextId))) this.#nextId += 1;
    const freeId = String(this.#nextId);
    const row = readSkill(skill, freeId);
    demand(!this.#rows.has(row.skill_id), `There is a skill ${row.skill_id} already.`);
    if (row.skill_id === freeId) this.#nextId += 1;
    this.#rows.set(row.skill_id, row);
    return row.skill_id;
  }

  /** Only those of the start are there again. */
  reset(): void {
    this.#rows = new Map(this.#initial.map((row) => [row.skill_id, row]));
  }
}
