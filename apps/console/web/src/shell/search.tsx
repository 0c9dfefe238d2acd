import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent, type ReactNode, type SyntheticEvent } from 'react';
import { useText } from '../i18n/locale.ts';
import { Icon } from '../ui/icon.tsx';
import { hitsQuery, LEAST, useSettled, type Hit } from './hits.ts';
import { useKeysOn } from './key-preference.ts';
import { useTenantPath } from './place.ts';
import { SHELL } from './texts.ts';
import '../ui/field.css';

/** People from every page: the first hits while somebody types, and all of them by Enter. */
export function Search(): ReactNode {
  const t = useText(SHELL);
  const hasKeys = useKeysOn();
  const { text, type, hits, at, goTo, search, onKey, close, id } = useSearch();
  const isShown = hits.length > 0;
  return (
    <form
      className="search"
      role="search"
      onSubmit={search}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close();
      }}
    >
      <Icon name="search" size={16} />
      <input
        type="text"
        inputMode="search"
        enterKeyHint="search"
        role="combobox"
        className="input"
        dir="auto"
        aria-label={t('search')}
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={isShown ? id : undefined}
        aria-activedescendant={at === null ? undefined : `${id}-${at}`}
        placeholder={t('search')}
        {...(hasKeys && { title: t('searchKey') })}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {hasKeys && <kbd aria-hidden="true">/</kbd>}
      <span className="hidden-visually" role="status">
        {isShown ? t('hits', { count: hits.length }) : ''}
      </span>
      {isShown && (
        <ul className="hits" role="listbox" id={id} aria-label={t('hitsList')}>
          {hits.map((hit, index) => (
            <Option key={hit.id} id={`${id}-${index}`} hit={hit} isAt={index === at} onChosen={() => goTo(hit)} />
          ))}
        </ul>
      )}
    </form>
  );
}

interface OptionProps {
  readonly id: string;
  readonly hit: Hit;
  readonly isAt: boolean;
  readonly onChosen: () => void;
}

/** Namesakes are told apart by what they do and where. */
function Option({ id, hit, isAt, onChosen }: OptionProps): ReactNode {
  const { displayName, title, department, mail } = hit;
  const place = [title, department].filter((one) => one !== null).join(' · ');
  return (
    <li
      id={id}
      role="option"
      aria-selected={isAt}
      className="hit"
      // The focus stays where somebody types.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onChosen}
    >
      <bdi className="hit-name">{displayName}</bdi>
      <bdi className="hit-place">{place === '' ? mail : place}</bdi>
    </li>
  );
}

function useSearch() {
  const id = useId();
  const path = useTenantPath();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [chosen, choose] = useState<number | null>(null);
  const typed = text.trim();
  const settled = useSettled(typed);
  const isAsking = isOpen && typed.length >= LEAST && settled.length >= LEAST;
  const { data = [] } = useQuery({ ...hitsQuery(settled), enabled: isAsking });
  const hits = isAsking ? data : [];
  const at = chosen === null || chosen >= hits.length ? null : chosen;
  const close = (): void => {
    setOpen(false);
    choose(null);
  };
  const goTo = (hit: Hit): void => {
    close();
    setText('');
    void navigate({ to: path(`people/${hit.id}`) });
  };
  const search = (event: SyntheticEvent): void => {
    event.preventDefault();
    const hit = at === null ? undefined : hits[at];
    if (hit !== undefined) return goTo(hit);
    close();
    void navigate({ to: path('people'), search: typed === '' ? {} : { q: typed } });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') close();
    const next = stepped(event.key, at, hits.length);
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
  };
  const type = (next: string): void => {
    setText(next);
    setOpen(true);
    choose(null);
  };
  return { id, text, type, hits, at, goTo, search, onKey, close };
}

/** By an arrow to the next one, round by what was typed; undefined: the key is another. */
function stepped(key: string, at: number | null, count: number): number | null | undefined {
  if (count === 0 || (key !== 'ArrowDown' && key !== 'ArrowUp')) return undefined;
  if (key === 'ArrowDown') return at === null ? 0 : at + 1 < count ? at + 1 : null;
  return at === null ? count - 1 : at === 0 ? null : at - 1;
}
