import { useEffect, useRef, type ReactNode } from 'react';

export interface NoticeProps {
  readonly tone: 'wrong' | 'wait' | 'good';
  readonly title: string;
  /** False where something else has the focus. */
  readonly focused?: boolean;
  readonly children?: ReactNode;
}

/** Says what happened, at once and to everybody: it is read out, and has the focus, since the button lost it. */
export function Notice({ tone, title, focused = true, children }: NoticeProps) {
  const notice = useRef<HTMLElement>(null);
  // At first only: what changes later must not take the focus from whoever types.
  useEffect(() => {
    if (focused) notice.current?.focus();
  }, []);
  return (
    <section ref={notice} className={`notice ${tone}`} role={tone === 'good' ? 'status' : 'alert'} tabIndex={-1}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
