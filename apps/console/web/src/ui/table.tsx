import { useRef, useState, useEffect, type ReactNode } from 'react';
import { useText } from '../i18n/locale.ts';
import { useBeginning } from './beginning.ts';
import { Button } from './button.tsx';
import { UI } from './texts.ts';
import './table.css';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Names the row: a header of it. */
  readonly isName?: boolean;
  /** Figures, which stand at the end. */
  readonly isEnd?: boolean;
  /** Left out where there is no room. */
  readonly isWide?: boolean;
  /** Its head is read aloud only. */
  readonly isHeadHidden?: boolean;
}

interface TableProps<Row> {
  /** What the table shows, read aloud. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly more?: MoreProps | undefined;
}

export function Table<Row>({ caption, columns, rows, rowKey, more }: TableProps<Row>): ReactNode {
  const { frame, isScrolling } = useOverflow();
  const shown = useBeginning(rows);
  return (
    <div className="table-whole">
      <div
        ref={frame}
        className="table-frame"
        {...(isScrolling && { tabIndex: 0, role: 'group', 'aria-label': caption })}
      >
        <table className="table" {...(shown.length < rows.length && { 'aria-busy': true })}>
          <caption className="hidden-visually">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" className={classOf(column)}>
                  {column.isHeadHidden === true ? <span className="hidden-visually">{column.head}</span> : column.head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={rowKey(row)}>{columns.map((column) => cellOf(column, row))}</tr>
            ))}
          </tbody>
        </table>
      </div>
      {more !== undefined && <More {...more} shown={rows.length} />}
    </div>
  );
}

function cellOf<Row>(column: Column<Row>, row: Row): ReactNode {
  const className = classOf(column);
  if (column.isName === true) {
    return (
      <th key={column.key} scope="row" className={className}>
        {column.cell(row)}
      </th>
    );
  }
  return (
    <td key={column.key} className={className}>
      {column.cell(row)}
    </td>
  );
}

function classOf<Row>({ isEnd, isWide }: Column<Row>): string | undefined {
  const classes = [...(isEnd === true ? ['end'] : []), ...(isWide === true ? ['wide'] : [])];
  return classes.length === 0 ? undefined : classes.join(' ');
}

/** Held at most: who wants others narrows the search (a browser's element has an end, and so has a reader). */
export const MOST_ROWS = 5_000;

export interface MoreProps {
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly onMore: () => void;
}

function More({ hasMore, isLoading, onMore, shown }: MoreProps & { readonly shown: number }): ReactNode {
  const t = useText(UI);
  const isFull = shown >= MOST_ROWS;
  return (
    <div className="table-more">
      <span role="status">{isFull && hasMore ? t('narrow', { count: shown }) : t('loadedMore', { count: shown })}</span>
      {hasMore && !isFull && (
        <Button isSmall isBusy={isLoading} onClick={onMore}>
          {t('more')}
        </Button>
      )}
    </div>
  );
}

/** What scrolls must be reached by the keyboard, and what does not must not be a stop. It is no landmark: its panel is one of the same name. */
function useOverflow(): { readonly frame: React.RefObject<HTMLDivElement | null>; readonly isScrolling: boolean } {
  const frame = useRef<HTMLDivElement | null>(null);
  const [isScrolling, setScrolling] = useState(false);
  useEffect(() => {
    const { current } = frame;
    if (current === null) return undefined;
    const observer = new ResizeObserver(() => setScrolling(current.scrollWidth > current.clientWidth + 1));
    observer.observe(current);
    if (current.firstElementChild !== null) observer.observe(current.firstElementChild);
    return () => observer.disconnect();
  }, []);
  return { frame, isScrolling };
}
