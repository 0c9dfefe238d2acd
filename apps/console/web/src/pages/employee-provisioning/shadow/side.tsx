import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useText } from '../../../i18n/locale.ts';
import { Badge } from '../../../ui/badge.tsx';
import type { ShadowItem } from './queries.ts';
import { SHADOW_TEXTS } from './texts.ts';

const OpenedChanges = lazy(() =>
  import('./opened-changes.tsx').then(({ OpenedChanges: component }) => ({ default: component })),
);

interface OfItem {
  readonly item: ShadowItem;
}

export function Who({ item: { id, name, type } }: OfItem): ReactNode {
  const t = useText(SHADOW_TEXTS);
  return (
    <span className="row">
      <bdi dir="auto" className="path">
        {name ?? id}
      </bdi>
      {type === 'Group' && <Badge tone="neutral">{t('group')}</Badge>}
    </span>
  );
}

interface SideProps extends OfItem {
  readonly side: ShadowItem['shadow'];
}

/** What a resource would be or is, from what it was when the shadow touched it: folded, since a new person has thirty paths. */
export function SideOf({ item, side }: SideProps): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const { changes } = side;
  const { members } = item;
  if (changes.length === 0 && members === null) return <span className="muted">{t('noChanges')}</span>;
  return (
    <div className="stack-small">
      {changes.length > 0 && <Folded name={item.name ?? item.id} changes={changes} />}
      {members !== null && side === item.shadow && <span>{t('members', members)}</span>}
    </div>
  );
}

interface FoldedProps {
  readonly name: string;
  readonly changes: SideProps['side']['changes'];
}

function Folded({ name, changes }: FoldedProps): ReactNode {
  const t = useText(SHADOW_TEXTS);
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('moreChanges', { count: changes.length })} <span className="mono small muted path">{pathsOf(changes)}</span>
      </summary>
      <Suspense>{isOpen && <OpenedChanges caption={`${t('changes')}: ${name}`} changes={changes} />}</Suspense>
    </details>
  );
}

const SHOWN = 4;

function pathsOf(changes: SideProps['side']['changes']): string {
  const paths = changes.slice(0, SHOWN).map(({ path }) => path);
  return [...paths, ...(changes.length > SHOWN ? ['…'] : [])].join(', ');
}
