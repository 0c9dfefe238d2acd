import { useState, type ReactNode } from 'react';
import { Link as RouterLink } from '@tanstack/react-router';
import { useSession } from '../api/session.ts';
import { useLocale, useText } from '../i18n/locale.ts';
import type { PageRoute, Section } from '../pages/page-route.ts';
import { Icon } from '../ui/icon.tsx';
import { UI } from '../ui/texts.ts';
import { mayOpen, useTenantPath } from './place.ts';
import { SHELL } from './texts.ts';
import { titleOf } from './title.ts';

const SECTIONS: readonly Section[] = ['start', 'provisioning', 'directory', 'evidence', 'settings'];

interface NavigationProps {
  readonly pages: readonly PageRoute[];
  readonly onSignOut: () => void;
}

/** By what somebody comes to do; open where there is room, else behind a button. */
export function Navigation({ pages, onSignOut }: NavigationProps): ReactNode {
  const t = useText(SHELL);
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  const open = pages.filter((page) => page.nav !== undefined && mayOpen(session, page));
  return (
    <nav className="side" aria-label={t('navigation')} data-open={isOpen}>
      <div className="side-head">
        <Brand />
        <button
          type="button"
          className="button button-quiet side-toggle"
          aria-expanded={isOpen}
          aria-controls="side-body"
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'close' : 'menu'} />
          {t('menu')}
        </button>
      </div>
      {/* Whatever is chosen in it leads on. */}
      <div className="side-body" id="side-body" onClick={() => setOpen(false)}>
        {SECTIONS.map((section) => (
          <NavSection key={section} section={section} pages={open.filter(({ nav }) => nav?.section === section)} />
        ))}
        <Account onSignOut={onSignOut} />
      </div>
    </nav>
  );
}

function Brand(): ReactNode {
  const t = useText(SHELL);
  const { tenant } = useSession();
  return (
    <div className="brand">
      <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" className="brand-back" />
        <path d="M9 16.5l4.5 4.5L23 11" className="brand-mark" />
      </svg>
      <span className="brand-text">
        <span className="brand-tenant" dir="auto">
          {tenant?.name ?? t('installation')}
        </span>
        <span className="brand-product">Rollcall</span>
      </span>
    </div>
  );
}

function NavSection({
  section,
  pages,
}: {
  readonly section: Section;
  readonly pages: readonly PageRoute[];
}): ReactNode {
  const t = useText(SHELL);
  const locale = useLocale();
  const path = useTenantPath();
  if (pages.length === 0) return null;
  const name = t(`section.${section}`);
  return (
    <div className="side-section">
      {section !== 'start' && <span className="side-title">{name}</span>}
      <ul>
        {pages.map((page) => (
          <li key={page.path}>
            <RouterLink
              to={path(page.path)}
              className="side-link"
              activeOptions={{ exact: page.path === '', includeSearch: false }}
            >
              <Icon name={page.nav?.icon ?? 'stack'} />
              {titleOf(page, locale)}
            </RouterLink>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Account({ onSignOut }: { readonly onSignOut: () => void }): ReactNode {
  const t = useText(SHELL);
  const ui = useText(UI);
  const { account, roles } = useSession();
  const path = useTenantPath();
  const [role] = roles;
  return (
    <div className="account">
      <div className="account-who">
        <span className="avatar" aria-hidden="true">
          {initialsOf(account.name)}
        </span>
        <span className="brand-text">
          <span className="brand-tenant" dir="auto">
            {account.name}
          </span>
          {role !== undefined && <span className="brand-product">{ui(`role.${role}`)}</span>}
        </span>
      </div>
      <ul>
        <li>
          <RouterLink to={path('preferences')} className="side-link">
            <Icon name="people" />
            {t('preferences')}
          </RouterLink>
        </li>
        <li>
          <button type="button" className="side-link" onClick={onSignOut}>
            <Icon name="signOut" />
            {t('signOut')}
          </button>
        </li>
      </ul>
    </div>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends
    .map((word) => word?.match(/./u)?.[0] ?? '')
    .join('')
    .toUpperCase();
}
