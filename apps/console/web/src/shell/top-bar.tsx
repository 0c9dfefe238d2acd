import type { ReactNode } from 'react';
import { useMay } from '../api/session.ts';
import { useLocale, useText } from '../i18n/locale.ts';
import type { PageRoute } from '../pages/page-route.ts';
import { Icon } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';
import { Segments } from '../ui/tabs.tsx';
import { useZone } from '../ui/time.tsx';
import { useTenantPath } from './place.ts';
import { Search } from './search.tsx';
import { SHELL } from './texts.ts';
import { titleOf } from './title.ts';

interface TopBarProps {
  readonly pages: readonly PageRoute[];
  readonly page: PageRoute | undefined;
}

export function TopBar({ pages, page }: TopBarProps): ReactNode {
  const t = useText(SHELL);
  const may = useMay();
  const [zone, setZone] = useZone();
  const zones = (['relative', 'local', 'utc'] as const).map((value) => ({ value, label: t(`zone.${value}`) }));
  return (
    <header className="top">
      {page !== undefined && <Breadcrumb pages={pages} page={page} />}
      <div className="top-tools">
        {may('colleagues:read') && pages.some(({ path }) => path === 'people') && <Search />}
        <Segments label={t('times')} value={zone} choices={zones} onChange={setZone} />
      </div>
    </header>
  );
}

/** A list with a name, so that the page has one navigation. */
function Breadcrumb({ pages, page }: { readonly pages: readonly PageRoute[]; readonly page: PageRoute }): ReactNode {
  const t = useText(SHELL);
  const locale = useLocale();
  const path = useTenantPath();
  return (
    <ol className="crumbs" aria-label={t('breadcrumb')}>
      {wayTo(pages, page).map((one) => (
        <li key={one.path}>
          <Link to={path(one.path)}>{titleOf(one, locale)}</Link>
          <Icon name="chevron" size={14} />
        </li>
      ))}
      <li aria-current="page">{titleOf(page, locale)}</li>
    </ol>
  );
}

function wayTo(pages: readonly PageRoute[], { parent, scope }: PageRoute): readonly PageRoute[] {
  const above = pages.find((one) => one.path === parent && one.scope === scope);
  return above === undefined ? [] : [...wayTo(pages, above), above];
}
