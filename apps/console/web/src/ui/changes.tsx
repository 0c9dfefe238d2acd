import { Fragment, type ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import { Table, type Column } from './table.tsx';
import { UI } from './texts.ts';
import { linesOf } from './value.ts';
import './changes.css';

interface Change {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

interface ChangesProps {
  readonly caption: string;
  readonly changes: readonly Change[];
  /** What a value means, above it; undefined: it says so itself. */
  readonly meaningOf?: (change: Change, value: unknown) => ReactNode;
}

/** What was changed: each path with its value before and after. */
export function Changes({ caption, changes, meaningOf }: ChangesProps) {
  const t = useText(UI);
  const cellOf = (change: Change, tone: 'before' | 'after'): ReactNode => {
    const meaning = meaningOf?.(change, change[tone]);
    return (
      <>
        {meaning !== undefined && <div>{meaning}</div>}
        <Value value={change[tone]} tone={tone} />
      </>
    );
  };
  const columns: readonly Column<Change>[] = [
    {
      key: 'path',
      head: t('path'),
      isName: true,
      cell: ({ path }) => (
        <span className="mono path changes-path">
          <Parts path={path} />
        </span>
      ),
    },
    { key: 'before', head: t('before'), cell: (change) => cellOf(change, 'before') },
    { key: 'after', head: t('after'), cell: (change) => cellOf(change, 'after') },
  ];
  return <Table caption={caption} columns={columns} rows={changes} rowKey={({ path }) => path} />;
}

/** It is broken between its parts where it has to be. */
function Parts({ path }: { readonly path: string }): ReactNode {
  return path.split(/(?<=[:.])/).map((part, at) => (
    <Fragment key={at}>
      {at > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}

/** Shown as it is; what is longer is folded (a person's picture, a group's hundred thousand members). */
const SHOWN = 600;
const HEAD = 120;

interface ValueProps {
  readonly value: unknown;
  readonly tone: 'before' | 'after';
}

function Value({ value, tone }: ValueProps): ReactNode {
  const t = useText(UI);
  const lines = linesOf(value);
  if (lines.length === 0) return <span className="muted">{t('noValue')}</span>;
  const text = lines.join('\n');
  if (text.length <= SHOWN) return <Shown text={text} tone={tone} />;
  return (
    <details>
      <summary>
        <bdi className="path">{text.slice(0, HEAD)}…</bdi>{' '}
        <span className="muted small">{t('folded', { count: text.length })}</span>
      </summary>
      <Shown text={text} tone={tone} />
    </details>
  );
}

function Shown({ text, tone }: { readonly text: string; readonly tone: ValueProps['tone'] }): ReactNode {
  return (
    <span className={`value value-${tone}`}>
      {text.split('\n').map((line, at) => (
        <bdi key={at} dir="auto">
          {line}
        </bdi>
      ))}
    </span>
  );
}
