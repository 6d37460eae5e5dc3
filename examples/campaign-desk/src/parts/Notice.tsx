import { useEffect, useRef, type ReactNode } from 'react';

export interface NoticeProps {
  readonly tone: 'wrong' | 'wait' | 'good';
  readonly title: string;
  /** False if another element has the focus. */
  readonly focused?: boolean;
  readonly children?: ReactNode;
}

/** Announces what happened. It is read aloud and takes the focus, which the button lost. */
export function Notice({ tone, title, focused = true, children }: NoticeProps) {
  const notice = useRef<HTMLElement>(null);
  // Only at first, because later changes must not take the focus from a user who types.
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
