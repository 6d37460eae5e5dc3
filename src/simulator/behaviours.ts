/** The presets: every answer the reference lists, and every failure worth seeing. */
import type { Treatment } from './behaviour.js';
import { FAILURES } from './failures.js';
import { REFUSED } from './refused.js';

export interface Preset {
  /** One sentence for the reader of GET /control. */
  readonly explain: string;
  readonly behaviour: Treatment;
}

export const PRESETS = { ...REFUSED, ...FAILURES } as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;
