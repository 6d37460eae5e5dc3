import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

export interface ConfirmDialogProps {
  /** The question, complete in itself. */
  readonly title: string;
  readonly children: ReactNode;
  readonly confirm: string;
  readonly cancel: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/**
 * Asks a question before something reaches people. The browser traps the focus, and returns it to the button that
 * opened the dialog. The first focus is on the safe choice.
 */
export function ConfirmDialog({ title, children, confirm, cancel, onConfirm, onCancel }: ConfirmDialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Before React removes it, because the browser returns the focus only when a dialog closes.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      // The Escape key. React closes the dialog at once, so that a key right after it can open it again.
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
      // Closed by the browser in another way. A dialog that was opened again meanwhile ignores the earlier event.
      onClose={({ currentTarget }) => {
        if (!currentTarget.open) onCancel();
      }}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      <div id={`${id}-text`} className="stack">
        {children}
      </div>
      <div className="actions">
        <button type="button" autoFocus onClick={onCancel}>
          {cancel}
        </button>
        <button type="button" className="primary" onClick={onConfirm}>
          {confirm}
        </button>
      </div>
    </dialog>
  );
}
