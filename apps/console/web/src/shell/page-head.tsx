import type { ReactNode } from 'react';
import type { Consumer } from '../api/lag.ts';
import { useLocale } from '../i18n/locale.ts';
import { AsOf } from './as-of.tsx';
import { useCurrentPage } from './current-page.ts';
import { titleOf, useWindowTitle } from './title.ts';

interface PageHeadProps {
  /** The page's own name unless told. */
  readonly title?: ReactNode;
  /** Of the one whose page it is, in the window's title; the page's own unless told. */
  readonly name?: string | undefined;
  readonly badge?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** Whose page shows it to some roles only. */
  readonly reads?: Consumer;
}

/** The one h1 of a page, what it is for, and what can be done. */
export function PageHead({ title, name = '', badge, description, actions, reads }: PageHeadProps): ReactNode {
  const locale = useLocale();
  const page = useCurrentPage();
  const consumer = reads ?? page?.reads;
  const own = page === undefined ? '' : titleOf(page, locale);
  useWindowTitle(name === '' ? own : name);
  return (
    <div className="page-head">
      <div className="page-head-text">
        <div className="page-title">
          <h1>{title ?? own}</h1>
          {badge}
        </div>
        {description !== undefined && <p>{description}</p>}
        {consumer !== undefined && <AsOf of={consumer} />}
      </div>
      {actions !== undefined && <div className="row">{actions}</div>}
    </div>
  );
}
