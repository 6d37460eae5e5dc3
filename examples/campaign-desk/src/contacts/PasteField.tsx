import { useId, useState } from 'react';

import { useDictionary } from '../i18n/i18n.js';
import { columnTitle } from './columns.js';
import type { Pasted } from './read-paste.js';

/** Text that was taken into the table. */
export interface Taken extends Pasted {
  /** Number of rows that fit. */
  readonly count: number;
}

export interface PasteFieldProps {
  readonly disabled: boolean;
  /** Undefined before the first text. */
  readonly taken: Taken | undefined;
  readonly onPaste: (text: string) => void;
}

/** Takes cells of a spreadsheet, and shows how they were read. */
export function PasteField({ disabled, taken, onPaste }: PasteFieldProps) {
  const { contacts: t } = useDictionary().desk;
  const id = useId();
  const [typed, setTyped] = useState('');
  return (
    <div className="field">
      <label htmlFor={id}>{t.paste}</label>
      <textarea
        id={id}
        rows={2}
        disabled={disabled}
        aria-describedby={`${id}-hint`}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onPaste={(event) => {
          event.preventDefault();
          onPaste(event.clipboardData.getData('text'));
        }}
      />
      <p className="hint" id={`${id}-hint`}>
        {t.pasteHint}
      </p>
      {typed.trim() !== '' && (
        <button
          type="button"
          onClick={() => {
            onPaste(typed);
            setTyped('');
          }}
        >
          {t.takeTyped}
        </button>
      )}
      <div role="status" className="stack">
        {taken && <TakenText {...taken} />}
      </div>
    </div>
  );
}

function TakenText({ count, rows, assumed, unused }: Taken) {
  const { contacts: t } = useDictionary().desk;
  return (
    <>
      <p>{count < rows.length ? t.tooMany(count, rows.length) : t.pasted(count)}</p>
      {assumed && assumed.length > 0 && <p>{t.noHeader(assumed.map((column) => columnTitle(column, t)))}</p>}
      {unused.length > 0 && <p>{t.unused(unused)}</p>}
    </>
  );
}
