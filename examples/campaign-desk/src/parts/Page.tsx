import { useEffect, useRef, type ReactNode } from 'react';

import { useDictionary } from '../i18n/i18n.js';

export interface PageProps {
  readonly title: string;
  /** True for a form, which is hard to read in full width. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** A page with its title. The title gets the focus after a change of page, so that a screen reader reads it. */
export function Page({ title, narrow = false, children }: PageProps) {
  const { desk } = useDictionary();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isFirstPage) isFirstPage = false;
    else heading.current?.focus();
  }, []);
  return (
    <main id="content" tabIndex={-1} className={narrow ? 'narrow' : undefined}>
      <title>{`${title} · ${desk.brand}`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </main>
  );
}

/** The browser itself reads the first page. */
let isFirstPage = true;
