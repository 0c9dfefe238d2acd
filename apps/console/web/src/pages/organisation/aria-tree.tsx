import type { ReactElement, ReactNode } from 'react';
import { Button as AriaButton, Collection, I18nProvider, Tree, TreeItem, TreeItemContent } from 'react-aria-components';
import { useLocale } from '../../i18n/locale.ts';
import { Icon } from '../../ui/icon.tsx';

/** A row of a tree, with those below it. */
export interface TreeRow {
  readonly key: string;
  /** What letters find it by. */
  readonly text: string;
  readonly cell: ReactNode;
  /** Stands in place of rows: quieter than they are. */
  readonly isRemark: boolean;
  readonly isLeaf: boolean;
  readonly rows: readonly TreeRow[];
}

interface AriaTreeProps {
  readonly label: string;
  readonly rows: readonly TreeRow[];
  readonly open: ReadonlySet<string>;
  readonly setOpen: (keys: ReadonlySet<string>) => void;
  readonly onAction: (key: string) => void;
}

/**
 * By the arrows alone: towards the end of a line opens, the other closes, letters find a row, Enter acts. Most of what its page
 * weighs, and loaded beside it: it imports nothing of the page, so that what else the page loads later does not weigh it again.
 */
export function AriaTree({ label, rows, open, setOpen, onAction }: AriaTreeProps): ReactNode {
  const locale = useLocale();
  return (
    <I18nProvider locale={locale}>
      <Tree
        aria-label={label}
        className="people-tree"
        items={rows}
        expandedKeys={open}
        onExpandedChange={(keys) => setOpen(new Set([...keys].map(String)))}
        onAction={(key) => onAction(String(key))}
      >
        {rowItem}
      </Tree>
    </I18nProvider>
  );
}

function rowItem({ key, text, cell, isRemark, isLeaf, rows }: TreeRow): ReactElement {
  return (
    <TreeItem id={key} textValue={text} hasChildItems={!isLeaf} className="people-tree-row">
      <TreeItemContent>
        <span className={isRemark ? 'people-tree-cell muted small' : 'people-tree-cell'}>
          {isLeaf ? (
            <span className="people-tree-toggle" />
          ) : (
            <AriaButton slot="chevron" className="people-tree-toggle">
              <Icon name="chevron" size={14} />
            </AriaButton>
          )}
          {cell}
        </span>
      </TreeItemContent>
      <Collection items={rows}>{rowItem}</Collection>
    </TreeItem>
  );
}
