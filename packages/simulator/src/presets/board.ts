/** Presets of the board: rows that a client may not understand. They change no other answer. */
import type { Preset } from '../protocol.js';

type Row = Readonly<Record<string, unknown>>;

export const BOARD_PRESETS = {
  'board-words': {
    explain: 'The board has words in the place of counts and percentages, and an unknown status.',
    behaviour: { changeRows: ofBoard((row) => ({ ...row, ...WORDS })) },
  },
  'board-missing-keys': {
    explain: 'The board has no status, clean, dial and penetration_day.',
    behaviour: {
      changeRows: ofBoard((row) => without(row, ['status', 'clean', 'dial', 'penetration_day'])),
    },
  },
  'board-other-labels': {
    explain: 'The board shows the names of campaigns without their ids.',
    behaviour: { changeRows: ofBoard((row) => ({ ...row, campaign: withoutId(String(row.campaign)) })) },
  },
} as const satisfies Record<string, Preset>;

const WORDS = {
  status: 'paused',
  clean: 'N/A',
  dial: 'many',
  answer: '-',
  hits: 'none',
  calls_x_min: 'low',
  penetration_day: 'half',
};

/** Changes only rows of the board, because only they have a label. */
function ofBoard(change: (row: Row) => Row): (rows: readonly Row[]) => readonly Row[] {
  return (rows) => rows.map((row) => ('campaign' in row ? change(row) : row));
}

function withoutId(label: string): string {
  return label.replace(/^\d+ - /, '');
}

function without(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));
}
