/** Presets: every documented answer and common failures. */
import type { Preset } from '../protocol.js';
import { BOARD_PRESETS } from './board.js';
import { FAILURE_PRESETS } from './failures.js';
import { REFUSAL_PRESETS } from './refusals.js';

export const PRESETS = { ...REFUSAL_PRESETS, ...FAILURE_PRESETS, ...BOARD_PRESETS } as const satisfies Record<
  string,
  Preset
>;

export type PresetName = keyof typeof PRESETS;
