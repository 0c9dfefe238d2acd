import { useNavigate } from '@tanstack/react-router';
import type { ReactNode, SyntheticEvent } from 'react';
import { useText } from '../i18n/locale.ts';
import { Icon } from '../ui/icon.tsx';
import { comboboxOf, HitsList } from './hits-list.tsx';
import type { Hit } from './hits.ts';
import { useKeysOn } from './key-preference.ts';
import { useTenantPath } from './place.ts';
import { SHELL } from './texts.ts';
import { useHits } from './use-hits.ts';
import '../ui/field.css';

/** People from every page: the first hits while somebody types, and all of them by Enter. */
export function Search(): ReactNode {
  const t = useText(SHELL);
  const hasKeys = useKeysOn();
  const { found, goTo, search } = useSearch();
  return (
    <form
      className="search"
      role="search"
      onSubmit={search}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) found.close();
      }}
    >
      <Icon name="search" size={16} />
      <input
        type="text"
        inputMode="search"
        enterKeyHint="search"
        {...comboboxOf(found)}
        className="input"
        dir="auto"
        aria-label={t('search')}
        placeholder={t('search')}
        {...(hasKeys && { title: t('searchKey') })}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        value={found.text}
        onChange={(event) => found.type(event.currentTarget.value)}
        onKeyDown={found.onKey}
      />
      {hasKeys && <kbd aria-hidden="true">/</kbd>}
      <HitsList found={found} onChosen={goTo} />
    </form>
  );
}

function useSearch() {
  const path = useTenantPath();
  const navigate = useNavigate();
  const found = useHits();
  const goTo = (hit: Hit): void => {
    found.type('');
    found.close();
    void navigate({ to: path(`people/${hit.id}`) });
  };
  const search = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (found.chosen !== undefined) return goTo(found.chosen);
    const typed = found.text.trim();
    found.close();
    void navigate({ to: path('people'), search: typed === '' ? {} : { q: typed } });
  };
  return { found, goTo, search };
}
