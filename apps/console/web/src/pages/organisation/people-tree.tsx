import type { ReactElement, ReactNode } from 'react';
import { Button as AriaButton, Collection, I18nProvider, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { useLocale, useText } from '../../i18n/locale.ts';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useUrl } from '../../ui/url.ts';
import { idOf, type Branch, type Remark, type Row } from './branches.ts';
import { MOST } from './level.ts';
import type { Employee } from './queries.ts';
import { ORGANISATION } from './texts.ts';

interface PeopleTreeProps {
  readonly rows: readonly Row<Employee>[];
  readonly open: ReadonlySet<string>;
  readonly setOpen: (keys: ReadonlySet<string>) => void;
  readonly retry: () => void;
}

/** By the arrows alone: towards the end of a line opens, the other closes, letters find a name, Enter shows the person. */
export function PeopleTree({ rows, open, setOpen, retry }: PeopleTreeProps): ReactNode {
  const t = useText(ORGANISATION);
  const locale = useLocale();
  const [, setUrl] = useUrl({ open: '' });
  return (
    <I18nProvider locale={locale}>
      <Tree
        aria-label={t('chart')}
        className="people-tree"
        items={rows}
        expandedKeys={open}
        onExpandedChange={(keys) => setOpen(new Set([...keys].map(String)))}
        onAction={(key) => {
          const row = String(key);
          if (row.endsWith(':failed')) retry();
          else if (!idOf(row).startsWith(':')) setUrl({ open: idOf(row) });
        }}
      >
        {rowItem}
      </Tree>
    </I18nProvider>
  );
}

function rowItem(row: Row<Employee>): ReactElement {
  return row.kind === 'person' ? <PersonItem branch={row} /> : <RemarkItem remark={row} />;
}

function PersonItem({ branch }: { readonly branch: Branch<Employee> }): ReactElement {
  const { key, person, isLeaf, rows } = branch;
  return (
    <TreeItem id={key} textValue={person.displayName} hasChildItems={!isLeaf} className="people-tree-row">
      <TreeItemContent>
        <span className="people-tree-cell">
          {isLeaf ? (
            <span className="people-tree-toggle" />
          ) : (
            <AriaButton slot="chevron" className="people-tree-toggle">
              <Icon name="chevron" size={14} />
            </AriaButton>
          )}
          <Who branch={branch} />
        </span>
      </TreeItemContent>
      <Collection items={rows}>{rowItem}</Collection>
    </TreeItem>
  );
}

function Who({ branch: { person, isCircle, isLeftAlone } }: { readonly branch: Branch<Employee> }): ReactNode {
  const t = useText(ORGANISATION);
  const { displayName, title, department, active } = person;
  const about = [title, department].filter((one) => one !== null).join(' · ');
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

function RemarkItem({ remark: { key, kind } }: { readonly remark: Remark }): ReactElement {
  const t = useText(ORGANISATION);
  const text = t(`remark.${kind}`, { count: MOST });
  return (
    <TreeItem id={key} textValue={text} className="people-tree-row">
      <TreeItemContent>
        <span className="people-tree-cell muted small">
          <span className="people-tree-toggle" />
          {text}
        </span>
      </TreeItemContent>
    </TreeItem>
  );
}
