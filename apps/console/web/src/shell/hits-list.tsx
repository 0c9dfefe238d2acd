import type { ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import type { Hit } from './hits.ts';
import { SHELL } from './texts.ts';
import type { Hits } from './use-hits.ts';
import './hits.css';
import { aboutOf } from '../ui/about.ts';

/** What an input of who is found says of itself. */
export function comboboxOf({ id, hits, at }: Hits) {
  const isShown = hits.length > 0;
  return {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': isShown,
    'aria-controls': isShown ? id : undefined,
    'aria-activedescendant': at === null ? undefined : `${id}-${at}`,
  } as const;
}

interface HitsListProps {
  readonly found: Hits;
  readonly onChosen: (hit: Hit) => void;
}

/** Who is found, below what is typed. */
export function HitsList({ found: { id, hits, at, told }, onChosen }: HitsListProps): ReactNode {
  const t = useText(SHELL);
  const isShown = hits.length > 0;
  return (
    <>
      <span className="hidden-visually" role="status">
        {isShown ? t('hits', { count: hits.length }) : told === null ? '' : t(told)}
      </span>
      {told !== null && (
        <p className="hits hits-told muted" aria-hidden="true">
          {t(told)}
        </p>
      )}
      {isShown && (
        <ul className="hits" role="listbox" id={id} aria-label={t('hitsList')}>
          {hits.map((hit, index) => (
            <Option key={hit.id} id={`${id}-${index}`} hit={hit} isAt={index === at} onChosen={() => onChosen(hit)} />
          ))}
        </ul>
      )}
    </>
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
  const { displayName, mail } = hit;
  const place = aboutOf(hit);
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
