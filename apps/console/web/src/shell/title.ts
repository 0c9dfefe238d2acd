import { useContext, useEffect } from 'react';
import { SessionContext } from '../api/session.ts';
import { translator } from '../i18n/catalogue.ts';
import type { PageRoute } from '../pages/page-route.ts';

/** Of the pages' names, those that are English in every language are so in the pseudo-locales, too. */
export function titleOf({ title }: Pick<PageRoute, 'title'>, locale: string): string {
  if (title.en === title.de) return title.en;
  return translator({ en: { title: title.en }, de: { title: title.de } }, locale)('title');
}

/** Names the window after what is shown, which tells one of several tabs from the others. */
export function useWindowTitle(name: string): void {
  const company = useContext(SessionContext)?.tenant?.name ?? 'Rollcall';
  useEffect(() => {
    document.title = `${name} · ${company}`;
  }, [name, company]);
}
