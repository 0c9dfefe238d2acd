import type { ReactNode } from 'react';
import { useLocale } from '../i18n/locale.ts';
import { useCurrentPage } from './current-page.ts';
import { titleOf } from './title.ts';

interface PageHeadProps {
  /** The page's own name unless told. */
  readonly title?: ReactNode;
  readonly badge?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
}

/** The one h1 of a page, what it is for, and what can be done. */
export function PageHead({ title, badge, description, actions }: PageHeadProps): ReactNode {
  const locale = useLocale();
  const page = useCurrentPage();
  const name = page === undefined ? '' : titleOf(page, locale);
  return (
    <div className="page-head">
      <div className="page-head-text">
        <div className="page-title">
          <h1>{title ?? name}</h1>
          {badge}
        </div>
        {description !== undefined && <p>{description}</p>}
      </div>
      {actions !== undefined && <div className="row">{actions}</div>}
    </div>
  );
}
