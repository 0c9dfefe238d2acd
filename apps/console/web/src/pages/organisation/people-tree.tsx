import { Suspense, type ReactNode } from 'react';
import type { Translate } from '../../i18n/catalogue.ts';
import { useText } from '../../i18n/locale.ts';
import { aboutOf } from '../../ui/about.ts';
import { Badge } from '../../ui/badge.tsx';
import { early } from '../../ui/early.tsx';
import { Skeleton } from '../../ui/state.tsx';
import { useUrl } from '../../ui/url.ts';
import type { TreeRow } from './aria-tree.tsx';
import { idOf, type Branch, type Row } from './branches.ts';
import { MOST } from './level.ts';
import type { Somebody } from './queries.ts';
import { Spans } from './spans.tsx';
import { ORGANISATION } from './texts.ts';

const AriaTree = early(() => import('./aria-tree.tsx').then(({ AriaTree: component }) => ({ default: component })));

interface PeopleTreeProps {
  readonly rows: readonly Row<Somebody>[];
  readonly open: ReadonlySet<string>;
  readonly setOpen: (keys: ReadonlySet<string>) => void;
  readonly retry: () => void;
}

/** Enter shows a person, and asks once more for what failed. */
export function PeopleTree({ rows, open, setOpen, retry }: PeopleTreeProps): ReactNode {
  const t = useText(ORGANISATION);
  const [, setUrl] = useUrl({ open: '' });
  return (
    <Suspense fallback={<Skeleton rows={8} />}>
      <AriaTree
        label={t('chart')}
        rows={rows.map((row) => treeRow(row, t))}
        open={open}
        setOpen={setOpen}
        onAction={(row) => {
          if (row.endsWith(':failed')) retry();
          else if (!idOf(row).startsWith(':')) setUrl({ open: idOf(row) });
        }}
      />
    </Suspense>
  );
}

function treeRow(row: Row<Somebody>, t: Translate<keyof typeof ORGANISATION.en>): TreeRow {
  const { key } = row;
  if (row.kind !== 'person') {
    const text = t(`remark.${row.kind}`, { count: MOST });
    return { key, text, cell: text, isRemark: true, isLeaf: true, rows: [] };
  }
  const { person, isLeaf, rows } = row;
  const cell = (
    <>
      <Who branch={row} />
      <Spans of={person} />
    </>
  );
  return { key, text: person.displayName, cell, isRemark: false, isLeaf, rows: rows.map((one) => treeRow(one, t)) };
}

function Who({ branch: { person, isCircle, isLeftAlone } }: { readonly branch: Branch<Somebody> }): ReactNode {
  const t = useText(ORGANISATION);
  const { displayName, active } = person;
  const about = aboutOf(person);
  return (
    <span className="people-tree-who">
      <bdi className="path">{displayName}</bdi>
      {about !== '' && <bdi className="muted small path">{about}</bdi>}
      {!active && <Badge>{t('hasLeft')}</Badge>}
      {isLeftAlone && <Badge tone="warn">{t('leftAlone')}</Badge>}
      {isCircle && <Badge tone="warn">{t('inCircle')}</Badge>}
    </span>
  );
}
